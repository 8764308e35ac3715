/** Who serves a produce: Kafka, the source, or nobody yet. It never fails open. */
@NullMarked
package dev.orbit.agent.gate;

import org.jspecify.annotations.NullMarked;
