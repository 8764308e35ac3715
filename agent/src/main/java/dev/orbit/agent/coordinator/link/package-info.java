/** The duties that are about a link as a whole: whether its source answers, what is there, what it lets Orbit do. */
@NullMarked
package dev.orbit.agent.coordinator.link;

import org.jspecify.annotations.NullMarked;
