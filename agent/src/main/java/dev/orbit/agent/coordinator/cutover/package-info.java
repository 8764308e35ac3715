/** The duties that take topics to COMPLETE, and the evidence they go by. */
@NullMarked
package dev.orbit.agent.coordinator.cutover;

import org.jspecify.annotations.NullMarked;
