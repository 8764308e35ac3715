// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.state;

/**
 * An agent that may hold a lease.
 *
 * @param id broker id
 * @param incarnation made up anew at every registration; an agent whose image holds its own incarnation has read
 *     everything that was decided while it was not registered
 */
public record AgentRegistration(int id, String incarnation) {}
