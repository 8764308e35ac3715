/** The duties that copy the offsets of consumer groups. */
@NullMarked
package dev.orbit.agent.coordinator.group;

import org.jspecify.annotations.NullMarked;
