/** Raw batches forwarded to a source. */
@NullMarked
package dev.orbit.agent.source.forward;

import org.jspecify.annotations.NullMarked;
