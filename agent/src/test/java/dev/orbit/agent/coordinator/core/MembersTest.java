// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.command.Command.GateClosed;
import dev.orbit.agent.command.Command.Heartbeat;
import dev.orbit.agent.command.Command.LinkReport;
import dev.orbit.agent.command.Command.PartitionReport;
import dev.orbit.agent.command.Reports;
import dev.orbit.agent.state.AgentRegistration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Agents 1 and 2, whose leases last 100 ns of a clock that the test sets. */
class MembersTest {

    private static final long LEASE_NANOS = 100;
    private static final String TOPIC_ID = "topic-id";
    private static final AgentRegistration ONE = new AgentRegistration(1, "one");
    private static final AgentRegistration TWO = new AgentRegistration(2, "two");

    private final Members members = members(0);

    private static Members members(long nowNanos) {
        return new Members(LEASE_NANOS, List.of(ONE, TWO), nowNanos);
    }

    /** The monotonic clock starts anywhere, and may run over. */
    @ParameterizedTest
    @ValueSource(longs = {0, -1_000, Long.MAX_VALUE - 50, Long.MIN_VALUE})
    void takesEveryRegisteredAgentToHoldAFreshLease(long nowNanos) {
        Members fresh = members(nowNanos);

        assertThat(fresh.removeSilent(nowNanos + LEASE_NANOS - 1)).isEmpty();
        assertThat(fresh.removeSilent(nowNanos + LEASE_NANOS)).containsExactly(1, 2);
    }

    @Test
    void countsALeaseFromItsLastRenewal() {
        assertThat(members.renew(heartbeat(ONE), 60)).isTrue();

        assertThat(members.removeSilent(159)).containsExactly(2);
        assertThat(members.ids()).containsExactly(1);
        assertThat(members.removeSilent(160)).containsExactly(1);
        assertThat(members.ids()).isEmpty();
    }

    @Test
    void renewsTheRegisteredIncarnationOnly() {
        assertThat(members.renew(heartbeat(new AgentRegistration(1, "another")), 50))
                .isFalse();
        assertThat(members.renew(heartbeat(new AgentRegistration(3, "one")), 50))
                .isFalse();
        members.renew(heartbeat(TWO), 20);

        assertThat(members.removeSilent(100)).containsExactly(1);
        assertThat(members.renew(heartbeat(ONE), 100)).isFalse();
    }

    @Test
    void knowsNothingOfTheIncarnationBefore() {
        members.renew(closing(ONE, new GateClosed("orders", 1, Map.of())), 10);
        members.renew(closing(TWO, new GateClosed("orders", 1, Map.of())), 10);

        members.registered(new AgentRegistration(1, "again"), 20);

        assertThat(members.acknowledgedEnds("orders", 1)).isEmpty();
        assertThat(members.allApplied(0)).isFalse();
        assertThat(members.renew(heartbeat(ONE), 30)).isFalse();
    }

    @Test
    void takesAStateAsReadOnceEveryAgentHasReadIt() {
        members.renew(applied(ONE, 7), 10);
        assertThat(members.allApplied(0)).isFalse();

        members.renew(applied(TWO, 5), 10);
        assertThat(members.allApplied(5)).isTrue();
        assertThat(members.allApplied(6)).isFalse();

        members.renew(applied(TWO, 7), 10);
        assertThat(members.allApplied(7)).isTrue();
    }

    @Test
    void takesAGateAsClosedOnceEveryAgentHasClosedIt() {
        members.renew(closing(ONE, new GateClosed("orders", 1, Map.of(0, 5L, 1, 9L))), 10);
        assertThat(members.acknowledgedEnds("orders", 1)).isEmpty();

        members.renew(closing(TWO, new GateClosed("orders", 1, Map.of(0, 7L, 2, 1L))), 10);

        assertThat(members.acknowledgedEnds("orders", 1)).contains(Map.of(0, 7L, 1, 9L, 2, 1L));
        assertThat(members.acknowledgedEnds("payments", 1)).isEmpty();
    }

    @Test
    void doesNotTakeAGateClosedForAnotherAttemptAsClosed() {
        members.renew(closing(ONE, new GateClosed("orders", 2, Map.of())), 10);
        members.renew(closing(TWO, new GateClosed("orders", 1, Map.of())), 10);

        assertThat(members.acknowledgedEnds("orders", 1)).isEmpty();
        assertThat(members.acknowledgedEnds("orders", 2)).isEmpty();
    }

    /** A gate that opens again, because something is in flight after all, is not closed. */
    @Test
    void believesTheLastHeartbeat() {
        members.renew(closing(ONE, new GateClosed("orders", 1, Map.of())), 10);
        members.renew(closing(TWO, new GateClosed("orders", 1, Map.of())), 10);

        members.renew(heartbeat(TWO), 20);

        assertThat(members.acknowledgedEnds("orders", 1)).isEmpty();
    }

    /** A coordinator that slept may serve what it was sent meanwhile in any order; the agent tells what it told only once. */
    @Test
    void believesNoHeartbeatThatALaterOneHasOvertaken() {
        members.renew(partitions(ONE, true, partition("orders", 0, 3, 7)).withNumber(2), 10);

        assertThat(members.renew(
                        partitions(ONE, true, partition("orders", 0, 3, 5)).withNumber(1), 20))
                .isTrue();

        assertThat(members.partition(TOPIC_ID, "orders", 0))
                .get()
                .extracting(PartitionReport::logEndOffset)
                .isEqualTo(7L);
        members.registered(ONE, 30);
        members.renew(partitions(ONE, true, partition("orders", 0, 3, 9)).withNumber(1), 40);
        assertThat(members.partition(TOPIC_ID, "orders", 0)).isPresent();
    }

    @Test
    void waitsForNobodyWhoseLeaseHasRunOut() {
        members.renew(closing(ONE, new GateClosed("orders", 1, Map.of(0, 5L))), 10);

        assertThat(members.removeSilent(LEASE_NANOS)).containsExactly(2);

        assertThat(members.acknowledgedEnds("orders", 1)).contains(Map.of(0, 5L));
        assertThat(members.ids()).containsExactly(1);
    }

    @Test
    void believesTheLeaderOfTheHighestEpoch() {
        members.renew(partitions(ONE, true, partition("orders", 0, 4, 10)), 10);
        members.renew(partitions(TWO, true, partition("orders", 0, 3, 99)), 20);

        assertThat(members.partition(TOPIC_ID, "orders", 0)).contains(partition("orders", 0, 4, 10));
        assertThat(members.partition(TOPIC_ID, "orders", 1)).isEmpty();
    }

    /** A topic that was made anew begins with the lowest epoch again. */
    @Test
    void believesNothingOfATopicThatHadTheNameBefore() {
        members.renew(partitions(ONE, true, partition("orders", 0, 9, 99)), 10);

        assertThat(members.partition("another id", "orders", 0)).isEmpty();
        assertThat(members.partition(null, "orders", 0)).isEmpty();
    }

    @Test
    void keepsWhatAPartialHeartbeatLeavesOut() {
        members.renew(partitions(ONE, true, partition("orders", 0, 1, 10), partition("orders", 1, 1, 10)), 10);

        members.renew(partitions(ONE, false, partition("orders", 1, 1, 11)), 20);
        assertThat(members.partition(TOPIC_ID, "orders", 0)).contains(partition("orders", 0, 1, 10));
        assertThat(members.partition(TOPIC_ID, "orders", 1)).contains(partition("orders", 1, 1, 11));

        members.renew(partitions(ONE, true, partition("orders", 1, 1, 12)), 30);
        assertThat(members.partition(TOPIC_ID, "orders", 0)).isEmpty();
    }

    @Test
    void tellsOfAnAgentThatCannotReachASource() {
        members.renew(links(ONE, Map.of("default", new LinkReport(null))), 10);
        assertThat(members.linkError("default")).isEmpty();

        members.renew(links(TWO, Map.of("default", new LinkReport("connection refused"))), 10);
        assertThat(members.linkError("default")).contains("connection refused");
        assertThat(members.linkError("other")).isEmpty();
    }

    private static Heartbeat heartbeat(AgentRegistration agent) {
        return Reports.heartbeat(agent.id(), agent.incarnation(), 0, true, Map.of(), List.of(), List.of());
    }

    private static Heartbeat applied(AgentRegistration agent, long offset) {
        return Reports.heartbeat(agent.id(), agent.incarnation(), offset, true, Map.of(), List.of(), List.of());
    }

    private static Heartbeat closing(AgentRegistration agent, GateClosed closed) {
        return Reports.heartbeat(agent.id(), agent.incarnation(), 0, true, Map.of(), List.of(closed), List.of());
    }

    private static Heartbeat links(AgentRegistration agent, Map<String, LinkReport> links) {
        return Reports.heartbeat(agent.id(), agent.incarnation(), 0, true, links, List.of(), List.of());
    }

    private static Heartbeat partitions(AgentRegistration agent, boolean full, PartitionReport... partitions) {
        return Reports.heartbeat(agent.id(), agent.incarnation(), 0, full, Map.of(), List.of(), List.of(partitions));
    }

    private static PartitionReport partition(String topic, int partition, int leaderEpoch, long end) {
        return Reports.partition(
                topic, TOPIC_ID, partition, leaderEpoch, end, 0, end, end, end, 0L, 0, null, null, null);
    }
}
