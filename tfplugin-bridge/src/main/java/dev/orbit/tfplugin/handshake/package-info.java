/**
 * How a plugin host and its plugin find and trust one another: the environment, the one line on standard output, mutual
 * TLS, the services beside the provider's, and the end of the process.
 */
@NullMarked
package dev.orbit.tfplugin.handshake;

import org.jspecify.annotations.NullMarked;
