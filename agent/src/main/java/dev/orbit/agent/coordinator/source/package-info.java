/** What the coordinator asks of sources, as interfaces that the root serves. */
@NullMarked
package dev.orbit.agent.coordinator.source;

import org.jspecify.annotations.NullMarked;
