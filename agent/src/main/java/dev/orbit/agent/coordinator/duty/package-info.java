/** What the coordinator sees to by itself: links, topics, their creation and release, and migrations under way. */
@NullMarked
package dev.orbit.agent.coordinator.duty;

import org.jspecify.annotations.NullMarked;
