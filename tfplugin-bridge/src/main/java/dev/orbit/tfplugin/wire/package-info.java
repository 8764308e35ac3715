/** The gRPC services: decode, call, encode, return. */
@NullMarked
package dev.orbit.tfplugin.wire;

import org.jspecify.annotations.NullMarked;
