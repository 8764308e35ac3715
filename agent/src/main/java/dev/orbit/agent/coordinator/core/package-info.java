/** How the coordinator decides: one thread, from what acts, one write at a time; and whom it decides for. */
@NullMarked
package dev.orbit.agent.coordinator.core;

import org.jspecify.annotations.NullMarked;
