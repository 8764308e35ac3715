// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orbit.agent.broker.request.ProduceGate.Route;
import dev.orbit.agent.broker.state.StateLog;
import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.Migration.CatchingUp;
import dev.orbit.agent.state.StateHolder;
import dev.orbit.agent.state.StateRecord;
import dev.orbit.agent.state.States;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the gate waits for before it says that it is closed. */
class GateOutcomesTest {

    private static final TopicIdPartition ORDERS = new TopicIdPartition(Uuid.fromString(States.TOPIC_ID), 0, "orders");
    private static final CatchingUp CATCHING_UP = new CatchingUp(States.attempt(1));

    private final StateHolder state = new StateHolder();
    private final AgentInOrder agent = new AgentInOrder();
    private final Gate gate = new Gate(state, agent, 1_000);
    private long stateOffset;

    @AfterEach
    void close() {
        gate.close();
    }

    @Test
    void aFailoverDoesNotWaitForWhatTheSourceSays() {
        record(new Migration.Proxy());
        gate.route(ORDERS, false);

        record(CATCHING_UP.toClosing());
        assertThat(agent.givenUp).as("a cutover waits for its outcome").isEmpty();
        record(new Migration.Proxy());
        assertThat(agent.outcomes.get(0).isGivenUp()).isFalse();
        record(new Migration.Proxy().toFailingOver(States.attempt(2)));

        assertThat(agent.givenUp).containsExactly("orders");
        assertThat(gate.closedGates()).isEmpty();
        agent.outcomes.get(0).done();
        assertThat(gate.closedGates()).hasSize(1);
    }

    /** One that was let go, say, and whose source is back. */
    @Test
    void aGateThatOpensAfterAFailoverWaitsAgain() {
        record(new Migration.Proxy());
        gate.route(ORDERS, false);
        record(new Migration.Proxy().toFailingOver(States.attempt(1)));

        record(new Migration.Proxy());

        assertThat(agent.outcomes.get(0).isGivenUp()).isFalse();
    }

    /** The lease is as new as the state that this agent has read, and the gate follows that a moment later. */
    @Test
    void forwardsNothingUnderALeaseThatSawMoreThanTheGate() throws Exception {
        StateHolder read = new StateHolder();
        CountDownLatch isRead = new CountDownLatch(1);
        CountDownLatch mayFollow = new CountDownLatch(1);
        read.listen(delta -> {
            if (delta.image().endOffset() == 2) {
                isRead.countDown();
                await(mayFollow);
            }
        });
        try (Gate late = new Gate(read, agent, 1_000)) {
            read.applied(entries(new Migration.Proxy()), 1);
            late.confirmed(System.nanoTime());
            Thread tail = new Thread(() -> read.applied(entries(new Migration.Complete(List.of(10L), 1)), 2));
            agent.beforeLease = () -> {
                tail.start();
                await(isRead);
            };

            Route route = late.route(ORDERS, false);

            assertThat(agent.outcomes).isEmpty();
            assertThat(route).isInstanceOf(Route.Held.class);
            mayFollow.countDown();
            tail.join();
            assertThat(late.route(ORDERS, false)).isEqualTo(new Route.Local());
        }
    }

    /** The cutover went on without it, and what the source says now is of a record behind the end of the migration. */
    @Test
    void anAgentThatWasStruckOffTellsNothingOfWhatItForwardedBefore() {
        record(new Migration.Proxy());
        gate.route(ORDERS, false);
        assertThat(agent.outcomes.get(0).isToBeTold()).isTrue();

        agent.registrations++;
        gate.route(ORDERS, false);

        assertThat(agent.outcomes.get(0).isToBeTold()).isFalse();
        assertThat(agent.outcomes.get(1).isToBeTold()).isTrue();
        agent.lease = false;
        assertThat(agent.outcomes.get(1).isToBeTold()).isFalse();
    }

    /** Kafka answers the produce with the exception; the cutover would wait for it for ever. */
    @Test
    void whatCouldNotBeAskedIsNotWaitedFor() {
        record(new Migration.Proxy());
        agent.outOfOrder = true;
        assertThatThrownBy(() -> gate.route(ORDERS, false)).isInstanceOf(OutOfMemoryError.class);

        record(CATCHING_UP.toClosing());

        assertThat(gate.closedGates()).hasSize(1);
    }

    private void record(Migration migration) {
        state.applied(entries(migration), ++stateOffset);
        gate.confirmed(System.nanoTime());
    }

    private static List<StateLog.Entry> entries(Migration migration) {
        return List.of(
                StateRecord.of(States.topic("default", "orders", 1, migration)).toEntry());
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
