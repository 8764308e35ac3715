// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.state.AgentRegistration;
import dev.orbit.agent.state.StateImage;
import dev.orbit.agent.state.StateRecord;
import dev.orbit.agent.state.States;
import org.junit.jupiter.api.Test;

class LeaseTest {

    private static final StateImage REGISTERED = States.image(StateRecord.of(new AgentRegistration(1, "first")));

    @Test
    void holdsUntilItRunsOut() {
        Lease lease = new Lease("first", 100);

        assertThat(lease.isValid(REGISTERED, 1, 99)).isTrue();
        assertThat(lease.isValid(REGISTERED, 1, 100)).isFalse();
    }

    /** The monotonic clock starts anywhere, and may run over. */
    @Test
    void holdsOverTheEndOfTheClock() {
        Lease lease = new Lease("first", Long.MIN_VALUE + 10);

        assertThat(lease.isValid(REGISTERED, 1, Long.MAX_VALUE)).isTrue();
        assertThat(lease.isValid(REGISTERED, 1, Long.MIN_VALUE + 10)).isFalse();
    }

    /** The image was read before the agent was struck off, or before it registered anew. */
    @Test
    void holdsUnderItsOwnRegistrationOnly() {
        assertThat(new Lease("second", 100).isValid(REGISTERED, 1, 0)).isFalse();
        assertThat(new Lease("first", 100).isValid(REGISTERED, 2, 0)).isFalse();
        assertThat(new Lease("first", 100).isValid(StateImage.EMPTY, 1, 0)).isFalse();
    }
}
