// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.clock.Moment;
import dev.orbit.agent.state.AgentRegistration;
import dev.orbit.agent.state.StateImage;
import dev.orbit.agent.state.StateRecord;
import dev.orbit.agent.state.States;
import org.junit.jupiter.api.Test;

class LeaseTest {

    private static final StateImage REGISTERED = States.image(StateRecord.of(new AgentRegistration(1, "first")));

    private static final Moment NOW = new Moment(0, 0);
    private static final Moment END = new Moment(100, 100);

    @Test
    void holdsUntilItRunsOut() {
        Lease lease = new Lease("first", END);

        assertThat(lease.isValid(REGISTERED, 1, new Moment(99, 99))).isTrue();
        assertThat(lease.isValid(REGISTERED, 1, new Moment(100, 99))).isFalse();
        assertThat(lease.isValid(REGISTERED, 1, new Moment(99, 100))).isFalse();
    }

    /** The image was read before the agent was struck off, or before it registered anew. */
    @Test
    void holdsUnderItsOwnRegistrationOnly() {
        assertThat(new Lease("second", END).isValid(REGISTERED, 1, NOW)).isFalse();
        assertThat(new Lease("first", END).isValid(REGISTERED, 2, NOW)).isFalse();
        assertThat(new Lease("first", END).isValid(StateImage.EMPTY, 1, NOW)).isFalse();
    }
}
