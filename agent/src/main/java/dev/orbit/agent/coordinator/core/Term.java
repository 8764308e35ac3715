// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.core;

/** One agent's time as coordinator, under one leader epoch of the state topic. */
public record Term(int epoch, Members members) {}
