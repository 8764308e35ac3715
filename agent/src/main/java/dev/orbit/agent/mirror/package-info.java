/** The mirror partitions that this agent leads: what the source answers goes into their logs, offset for offset. */
@NullMarked
package dev.orbit.agent.mirror;

import org.jspecify.annotations.NullMarked;
