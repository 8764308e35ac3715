// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orbit.agent.broker.request.ProduceGate.Admission;
import dev.orbit.agent.broker.request.ProduceGate.Answer;
import dev.orbit.agent.broker.request.ProduceGate.Produced;
import dev.orbit.agent.broker.request.ProduceGate.Route;
import dev.orbit.agent.state.MappingDocument;
import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.Migration.CatchingUp;
import dev.orbit.agent.state.Migration.Migrating;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.StateHolder;
import dev.orbit.agent.state.StateRecord;
import dev.orbit.agent.state.States;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the recorded state makes of produces to the topic orders. */
@Timeout(60)
class GateTest {

    private static final TopicIdPartition ORDERS = new TopicIdPartition(Uuid.fromString(States.TOPIC_ID), 0, "orders");
    private static final CatchingUp CATCHING_UP = new CatchingUp(States.attempt(1));
    private static final Migration.Draining DRAINING = CATCHING_UP.toClosing().toDraining(List.of(10L));
    private static final Migration.Complete COMPLETE = new Migration.Complete(List.of(10L), 1);

    private final StateHolder state = new StateHolder();
    private final AgentInOrder agent = new AgentInOrder();
    private final Gate gate = new Gate(state, agent, 1_000);
    private final long startedNanos = System.nanoTime();
    private long stateOffset;

    @AfterEach
    void close() {
        gate.close();
    }

    static List<Migrating> closed() {
        return List.of(CATCHING_UP.toClosing(), DRAINING, DRAINING.toStopping());
    }

    static List<Migration> mirrored() {
        return List.of(
                new Migration.Reject(),
                new Migration.Proxy(),
                CATCHING_UP,
                CATCHING_UP.toClosing(),
                DRAINING,
                DRAINING.toStopping());
    }

    @Test
    void holdsProducesBeforeTheStateIsRead() {
        assertThat(gate.route(ORDERS, false)).isInstanceOf(Route.Held.class);
        assertThat(gate.route(ORDERS, true)).isInstanceOf(Route.Held.class);
        assertThat(gate.admission("orders")).isEqualTo(Admission.UNKNOWN);
    }

    @Test
    void leavesATopicThatIsNoMirrorToKafkaOnceThatIsKnown() {
        Told told = new Told();
        hold(gate.route(ORDERS, false), told);

        gate.confirmed(System.nanoTime());

        assertThat(told.answers).containsExactly("again");
        assertThat(gate.route(ORDERS, false)).isInstanceOf(Route.Local.class);
        assertThat(gate.route(ORDERS, true)).isInstanceOf(Route.Local.class);
        assertThat(gate.admission("orders")).isEqualTo(Admission.OPEN);
    }

    @Test
    void leavesKafkasOwnTopicsToKafkaAtOnce() {
        for (String internal : List.of("__consumer_offsets", "__transaction_state")) {
            assertThat(gate.route(new TopicIdPartition(Uuid.randomUuid(), 0, internal), false))
                    .isInstanceOf(Route.Local.class);
            assertThat(gate.admission(internal)).isEqualTo(Admission.OPEN);
        }
    }

    @Test
    void letsNobodyAppendToTheState() {
        gate.admission("__orbit_state");
        gate.confirmed(System.nanoTime());

        assertThat(gate.admission("__orbit_state")).isEqualTo(Admission.MIRROR);
    }

    @Test
    void refusesInRejectAndSaysWhyAndWhatToDo() {
        record(new Migration.Reject());

        assertThat(gate.route(ORDERS, false)).isInstanceOfSatisfying(Route.Refused.class, refused -> {
            assertThat(refused.error()).isEqualTo(Errors.POLICY_VIOLATION);
            assertThat(refused.message())
                    .contains("Topic orders", "link default", "REJECT", "source cluster", "auto_migration");
        });
    }

    @Test
    void forwardsInProxyAndWhileCatchingUp() {
        record(new Migration.Proxy());
        assertThat(gate.route(ORDERS, false)).isInstanceOf(Route.Forwarded.class);

        record(CATCHING_UP);
        assertThat(gate.route(ORDERS, false)).isInstanceOf(Route.Forwarded.class);
    }

    @ParameterizedTest
    @MethodSource("mirrored")
    void refusesTransactionsBeforeComplete(Migration migration) {
        record(migration);

        assertThat(gate.route(ORDERS, true)).isInstanceOfSatisfying(Route.Refused.class, refused -> {
            assertThat(refused.error()).isEqualTo(Errors.POLICY_VIOLATION);
            assertThat(refused.message())
                    .contains("Topic orders", "transaction", migration.state().name());
        });
        assertThat(gate.admission("orders")).isEqualTo(Admission.MIRROR);
    }

    @ParameterizedTest
    @MethodSource("mirrored")
    void neverLetsAnyoneAppendBeforeComplete(Migration migration) {
        gate.route(ORDERS, false);
        gate.confirmed(System.nanoTime());

        record(migration);

        assertThat(gate.route(ORDERS, false)).isNotInstanceOf(Route.Local.class);
        assertThat(gate.admission("orders")).isEqualTo(Admission.MIRROR);
    }

    @ParameterizedTest
    @ValueSource(strings = {"lease", "source"})
    void asksToTryAgainWhileItCannotForward(String missing) {
        record(new Migration.Proxy());
        agent.lease = !missing.equals("lease");
        agent.source = !missing.equals("source");

        assertThat(gate.route(ORDERS, false))
                .isInstanceOfSatisfying(
                        Route.Refused.class,
                        refused -> assertThat(refused.error()).isEqualTo(Errors.NOT_ENOUGH_REPLICAS));

        record(CATCHING_UP.toClosing());
        assertThat(gate.closedGates())
                .as("what was not forwarded is not waited for")
                .hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("closed")
    void holdsFromClosingOn(Migrating migration) {
        record(migration);
        Told told = new Told();

        hold(gate.route(ORDERS, false), told);

        assertThat(told.answers).isEmpty();
    }

    @Test
    void leavesTheTopicToKafkaFromCompleteOn() {
        record(DRAINING.toStopping());
        Told told = new Told();
        hold(gate.route(ORDERS, false), told);

        record(COMPLETE);

        assertThat(told.answers).containsExactly("again");
        assertThat(gate.route(ORDERS, false)).isInstanceOf(Route.Local.class);
        assertThat(gate.route(ORDERS, true)).isInstanceOf(Route.Local.class);
        assertThat(gate.admission("orders")).isEqualTo(Admission.OPEN);
    }

    /** Kafka has not told it yet: what it acknowledged with acks 1 would be lost. */
    @Test
    void refusesAtALeaderThatWasOvertakenBeforeComplete() {
        record(new Migration.Complete(List.of(10L), 1, List.of(4)));

        agent.leaderEpoch = 3;
        assertThat(gate.route(ORDERS, false))
                .isInstanceOfSatisfying(
                        Route.Refused.class,
                        refused -> assertThat(refused.error()).isEqualTo(Errors.NOT_LEADER_OR_FOLLOWER));
        agent.leaderEpoch = 4;
        assertThat(gate.route(ORDERS, false)).isEqualTo(new Route.Local());
    }

    /** After a power cut with one replica: a gap must not be written over. */
    @Test
    void refusesWhereTheLogLostItsEnd() {
        agent.logEndOffset = 9;
        record(COMPLETE);

        assertThat(gate.route(ORDERS, false))
                .isInstanceOfSatisfying(
                        Route.Refused.class,
                        refused -> assertThat(refused.message()).contains("orders-0", "offset 10"));
    }

    /** Whose first leader has an epoch, and whose log an end, below those of the one that was migrated. */
    @Test
    void leavesATopicToItsMakerThatBearsTheNameOfAMigratedOne() {
        record(new Migration.Complete(List.of(10L), 1, List.of(4)));
        agent.leaderEpoch = 0;
        agent.logEndOffset = 0;
        TopicIdPartition madeAnew = new TopicIdPartition(Uuid.ONE_UUID, 0, "orders");

        assertThat(gate.route(madeAnew, false)).isInstanceOf(Route.Held.class);
        gate.confirmed(System.nanoTime());
        assertThat(gate.route(madeAnew, false)).isEqualTo(new Route.Local());
    }

    @Test
    void forwardsAgainAfterARollback() {
        record(CATCHING_UP.toClosing());
        Told told = new Told();
        hold(gate.route(ORDERS, false), told);

        record(new Migration.Proxy());

        assertThat(told.answers).containsExactly("again");
        assertThat(gate.route(ORDERS, false)).isInstanceOf(Route.Forwarded.class);
    }

    @Test
    void tellsOfAClosedGateOnceEverythingForwardedHasItsOutcome() {
        record(new Migration.Proxy());
        gate.route(ORDERS, false);
        gate.route(ORDERS, false);
        record(CATCHING_UP.toClosing());
        assertThat(gate.closedGates()).isEmpty();

        agent.outcomes.get(0).acknowledged(0, 12);
        agent.outcomes.get(0).done();
        assertThat(gate.closedGates()).isEmpty();
        int before = agent.wakes.get();
        agent.outcomes.get(1).done();

        assertThat(gate.closedGates()).singleElement().satisfies(closed -> {
            assertThat(closed.topic()).isEqualTo("orders");
            assertThat(closed.attempt()).isEqualTo(1);
            assertThat(closed.acknowledgedEnds()).isEqualTo(Map.of(0, 12L));
        });
        assertThat(agent.wakes.get()).as("the coordinator waits for it").isGreaterThan(before);
    }

    /** A source that lost records, or was made anew, may end before what it acknowledged: that would never be drained. */
    @Test
    void forgetsWhatWasAcknowledgedForATopicThatIsMadeAnew() {
        record(new Migration.Proxy());
        gate.route(ORDERS, false);
        agent.outcomes.get(0).acknowledged(0, 12);
        agent.outcomes.get(0).done();

        MirrorTopic known = States.topic("default", "orders", 1, CATCHING_UP.toClosing());
        record(StateRecord.of(known.toMadeAnew("orders", "another", List.of(0L))));
        record(StateRecord.of(known));

        assertThat(gate.closedGates().get(0).acknowledgedEnds()).isEmpty();
    }

    @Test
    void tellsOfNoGateThatIsOpenAgain() {
        record(CATCHING_UP.toClosing());
        record(new Migration.Proxy());

        assertThat(gate.closedGates()).isEmpty();
    }

    /** A handler that looked at the state, and was put aside by the operating system until the topic was COMPLETE. */
    @Test
    void doesNotForwardForWhoeverSawProxyLongAgo() {
        record(new Migration.Proxy());
        List<Route> routes = new ArrayList<>();
        state.listen(delta -> routes.add(gate.route(ORDERS, false)));

        record(CATCHING_UP.toClosing());
        record(COMPLETE);

        assertThat(routes).hasSize(2).noneMatch(Route.Forwarded.class::isInstance);
    }

    /** The state says PROXY again, and the thread that opens the gate has not come to it yet. */
    @Test
    void waitsForTheGateThatIsAboutToOpen() {
        StateHolder early = new StateHolder();
        Told told = new Told();
        List<Gate> late = new ArrayList<>();
        early.listen(delta -> {
            if (delta.image().topics().get("orders").migration() instanceof Migration.Proxy && !late.isEmpty()) {
                askUntilAnswered(late.get(0), told);
            }
        });
        Gate opened = new Gate(early, agent, 1_000);
        apply(early, 1, topic(CATCHING_UP.toClosing()));
        opened.confirmed(startedNanos);
        late.add(opened);

        apply(early, 2, topic(new Migration.Proxy()));

        await().atMost(Duration.ofSeconds(3))
                .untilAsserted(() -> assertThat(told.answers).containsExactly("forwarded"));
        opened.close();
    }

    /** As the broker does: what is resumed asks for its route again. */
    private static void askUntilAnswered(Gate gate, Told told) {
        Route route = gate.route(ORDERS, false);
        if (route instanceof Route.Held held) {
            held.hold().await(produced(), answer -> {
                if (answer == null) {
                    askUntilAnswered(gate, told);
                } else {
                    told.resumed(answer);
                }
            });
        } else {
            told.answers.add(route instanceof Route.Forwarded ? "forwarded" : route.toString());
        }
    }

    @Test
    void keepsNamesThatAMappingMatchesFromBeingCreated() {
        record(
                StateRecord.of(new MappingDocument(States.regex("default", 0, "pay.*", "copy."), 1)),
                topic(new Migration.Reject()));

        assertThat(gate.mayAutoCreate("copy.payments")).isFalse();
        assertThat(gate.mayAutoCreate("orders")).isFalse();
        assertThat(gate.mayAutoCreate("payments")).isTrue();
        assertThat(gate.mayAutoCreate("__orbit_state")).isFalse();
        agent.lease = false;
        assertThat(gate.mayAutoCreate("payments")).as("the state may be old").isFalse();
    }

    private void record(Migration migration) {
        record(topic(migration));
    }

    private void record(StateRecord... records) {
        apply(state, ++stateOffset, records);
        gate.confirmed(startedNanos);
    }

    private static void apply(StateHolder holder, long offset, StateRecord... records) {
        holder.applied(Arrays.stream(records).map(StateRecord::toEntry).toList(), offset);
    }

    private static StateRecord topic(Migration migration) {
        return StateRecord.of(States.topic("default", "orders", 1, migration));
    }

    private static void hold(Route route, Told told) {
        assertThat(route).isInstanceOf(Route.Held.class);
        ((Route.Held) route).hold().await(produced(), told::resumed);
    }

    private static Produced produced() {
        return new Produced(ORDERS, ByteBuffer.allocate(10), (short) -1, 30_000);
    }

    private static final class Told {
        private final ConcurrentLinkedQueue<String> answers = new ConcurrentLinkedQueue<>();

        void resumed(@Nullable Answer answer) {
            answers.add(answer == null ? "again" : String.valueOf(answer.error()));
        }
    }
}
