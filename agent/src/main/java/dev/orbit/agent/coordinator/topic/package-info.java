/** The duties that find mirror topics, create them, keep them in step with their sources, and let them go. */
@NullMarked
package dev.orbit.agent.coordinator.topic;

import org.jspecify.annotations.NullMarked;
