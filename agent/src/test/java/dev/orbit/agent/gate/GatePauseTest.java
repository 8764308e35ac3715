// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.StateHolder;
import dev.orbit.agent.state.StateRecord;
import dev.orbit.agent.state.States;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How long the gate kept producers of the topic orders waiting. */
class GatePauseTest {

    private static final Migration COMPLETE = new Migration.Complete(List.of(10L), 1);

    private final StateHolder state = new StateHolder();
    private final AgentInOrder agent = new AgentInOrder();
    private final Gate gate = new Gate(state, agent, 1_000);
    private long stateOffset;

    @AfterEach
    void close() {
        gate.close();
    }

    private void record(Migration migration) {
        StateRecord topic = StateRecord.of(States.topic("default", "orders", 1, migration));
        state.applied(List.of(topic.toEntry()), ++stateOffset);
        gate.confirmed(System.nanoTime());
    }

    @Test
    void isMeasuredFromTheFirstStepThatClosesItToComplete() {
        record(new Migration.Proxy());
        assertThat(gate.pauseSeconds("orders")).isNaN();

        GateTest.closed().forEach(this::record);
        record(COMPLETE);

        double seconds = gate.pauseSeconds("orders");
        assertThat(seconds).isPositive();
        record(COMPLETE);
        assertThat(gate.pauseSeconds("orders")).isEqualTo(seconds);
    }

    @Test
    void isNotMeasuredOfACutoverThatIsOnlyReadOf() {
        agent.lease = false;
        GateTest.closed().forEach(this::record);
        record(COMPLETE);

        assertThat(gate.pauseSeconds("orders")).isNaN();
    }
}
