// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.command.Command.Heartbeat;
import dev.orbit.agent.command.Reports;
import dev.orbit.agent.state.AgentRegistration;
import dev.orbit.agent.state.StateRecord;
import dev.orbit.agent.state.States;
import dev.orbit.agent.trial.LoggedLines;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Of two agents, whose leases last 100 ns of a clock that the test sets. */
class MemberRemovalTest {

    private static final AgentRegistration ONE = new AgentRegistration(1, "one");
    private static final AgentRegistration TWO = new AgentRegistration(2, "two");

    private final Members members = new Members(100, List.of(ONE, TWO), 0);

    private List<StateRecord> decide(long nowNanos) {
        return new MemberRemoval()
                .decide(new Situation(
                        States.image(StateRecord.of(ONE), StateRecord.of(TWO)), members, nowNanos, nowNanos));
    }

    private static Heartbeat heartbeat(AgentRegistration agent) {
        return Reports.heartbeat(agent.id(), agent.incarnation(), 0, true, Map.of(), List.of(), List.of());
    }

    @Test
    void strikesOffWhoseLeaseHasRunOutUntilTheStateHasTakenIt() {
        members.renew(heartbeat(TWO), 50);

        assertThat(decide(99)).isEmpty();
        assertThat(decide(100)).containsExactly(StateRecord.removal(StateRecord.Kind.AGENT, "1"));
        assertThat(decide(101)).containsExactly(StateRecord.removal(StateRecord.Kind.AGENT, "1"));
        assertThat(members.ids()).containsExactly(2);
    }

    /** Heartbeats come on other threads. Of a lease that is renewed and not waited for, an agent would acknowledge produces. */
    @Test
    void anAgentIsStruckOffOrItsLeaseIsRenewedAndNeverBoth() {
        AtomicBoolean isRenewed = new AtomicBoolean();
        members.renew(heartbeat(TWO), 50);
        try (LoggedLines logged =
                new LoggedLines(MemberRemoval.class, () -> isRenewed.set(members.renew(heartbeat(ONE), 100)))) {

            assertThat(decide(100)).isNotEmpty();

            assertThat(logged.lines()).containsExactly("WARN agent 1 has let its lease run out");
            assertThat(isRenewed).isFalse();
        }
    }
}
