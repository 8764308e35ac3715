// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.soak.ledger;

/**
 * A partition of a topic and of no other topic of its name.
 *
 * @param generation how many topics of the name there were before
 */
public record Place(String topic, int generation, int partition) {}
