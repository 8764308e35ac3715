// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.core;

import dev.orbit.agent.state.StateImage;

/**
 * What a decision is made from.
 *
 * @param image everything that acts
 * @param nowMs wall clock
 * @param nowNanos monotonic clock
 */
public record Situation(StateImage image, Members members, long nowMs, long nowNanos) {}
