// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.broker.request.ProduceGate.Admission;
import dev.orbit.agent.broker.request.ProduceGate.Produced;
import dev.orbit.agent.broker.request.ProduceGate.Route;
import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.StateHolder;
import dev.orbit.agent.state.StateRecord;
import dev.orbit.agent.state.States;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An agent that starts reads of what was recorded long ago, piece by piece: the next piece may say otherwise. */
class GateReplayTest {

    private static final TopicIdPartition ORDERS = new TopicIdPartition(Uuid.fromString(States.TOPIC_ID), 0, "orders");
    private static final Migration COMPLETE = new Migration.Complete(List.of(10L), 1);

    private final StateHolder state = new StateHolder();
    private final Gate gate = new Gate(state, new AgentInOrder(), 1_000);
    private final List<String> answers = new ArrayList<>();
    private long stateOffset;

    @AfterEach
    void close() {
        gate.close();
    }

    static List<Migration> mirrored() {
        return GateTest.mirrored();
    }

    @ParameterizedTest
    @MethodSource("mirrored")
    void decidesNothingByAMirrorThatMayBeOver(Migration migration) {
        record(migration);

        assertThat(gate.route(ORDERS, false)).isInstanceOf(Route.Held.class);
        assertThat(gate.route(ORDERS, true)).isInstanceOf(Route.Held.class);
        assertThat(gate.admission("orders"))
                .as("a marker that is answered as done never comes again")
                .isEqualTo(Admission.UNKNOWN);
    }

    @ParameterizedTest
    @MethodSource("mirrored")
    void goesOnOnceTheStateIsRead(Migration migration) {
        record(new Migration.Proxy());
        hold(gate.route(ORDERS, true));
        record(migration);
        assertThat(answers).as("it waits for the end").isEmpty();

        gate.confirmed(System.nanoTime());

        assertThat(answers).containsExactly("again");
        assertThat(gate.admission("orders")).isEqualTo(Admission.MIRROR);
    }

    /** Whatever comes later: the topic of that id is Kafka's for good. */
    @Test
    void leavesACompleteTopicToKafkaAtOnce() {
        record(COMPLETE);

        assertThat(gate.route(ORDERS, true)).isEqualTo(new Route.Local());
        assertThat(gate.admission("orders")).isEqualTo(Admission.OPEN);
    }

    /** It may be the mirror of a mapping that was made later. */
    @Test
    void takesNoTopicForItsMakersThatBearsTheNameOfAMigratedOne() {
        record(COMPLETE);
        TopicIdPartition madeAnew = new TopicIdPartition(Uuid.ONE_UUID, 0, "orders");
        hold(gate.route(madeAnew, false));

        gate.confirmed(System.nanoTime());

        assertThat(answers).containsExactly("again");
        assertThat(gate.route(madeAnew, false)).isEqualTo(new Route.Local());
    }

    private void record(Migration migration) {
        StateRecord topic = StateRecord.of(States.topic("default", "orders", 1, migration));
        state.applied(List.of(topic.toEntry()), ++stateOffset);
    }

    private void hold(Route route) {
        assertThat(route).isInstanceOf(Route.Held.class);
        ((Route.Held) route)
                .hold()
                .await(
                        new Produced(ORDERS, ByteBuffer.allocate(10), (short) -1, 30_000),
                        answer -> answers.add(answer == null ? "again" : String.valueOf(answer.error())));
    }
}
