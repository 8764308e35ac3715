/** What the coordinator asks of its own cluster, and has done there, as interfaces that the root serves. */
@NullMarked
package dev.orbit.agent.coordinator.destination;

import org.jspecify.annotations.NullMarked;
