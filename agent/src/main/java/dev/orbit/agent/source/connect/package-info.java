/** Connections to brokers of a source, by declared credentials, and why one failed. */
@NullMarked
package dev.orbit.agent.source.connect;

import org.jspecify.annotations.NullMarked;
