// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.gate;

import java.util.function.BooleanSupplier;

/**
 * What becomes of a forwarded produce, as its topic's gate is told.
 *
 * @param lease whether the lease that it was forwarded under still holds
 */
record GateOutcomes(TopicGate gate, BooleanSupplier lease) implements Gate.Outcomes {
    @Override
    public void acknowledged(int partition, long endOffset) {
        gate.acknowledged(partition, endOffset);
    }

    @Override
    public void done() {
        gate.leave();
    }

    @Override
    public boolean isToBeTold() {
        return lease.getAsBoolean();
    }

    @Override
    public boolean isGivenUp() {
        return gate.isGivenUp();
    }
}
