/**
 * What happens to the estate: {@link dev.orbit.agent.soak.history.Historian} makes the history up from a seed,
 * {@link dev.orbit.agent.soak.history.Estate} is what it has led to so far. Pure: the same seed, the same history.
 */
@NullMarked
package dev.orbit.agent.soak.history;

import org.jspecify.annotations.NullMarked;
