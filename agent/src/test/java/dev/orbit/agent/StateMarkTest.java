// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An agent that has read a state remembers which. */
class StateMarkTest {

    private static final Uuid STATE = Uuid.randomUuid();
    private static final Uuid ANOTHER = Uuid.randomUuid();

    @TempDir
    Path directory;

    private StateMark mark;

    @BeforeEach
    void create() {
        mark = new StateMark(directory);
    }

    @Test
    void aNewAgentTakesTheStateThatThereIs() throws Exception {
        assertThat(mark.known()).isEmpty();

        mark.keep(STATE);

        assertThat(new StateMark(directory).known()).contains(STATE.toString());
        new StateMark(directory).keep(STATE);
    }

    @Test
    void anotherStateIsRefusedUntilTheOperatorBeginsAnew() throws Exception {
        mark.keep(STATE);

        assertThatThrownBy(() -> mark.keep(ANOTHER))
                .isInstanceOf(StateMark.StateLostException.class)
                .hasMessageContaining("__orbit_state")
                .hasMessageContaining(STATE.toString())
                .hasMessageContaining(ANOTHER.toString())
                .hasMessageContaining("remove " + directory.resolve("orbit.state.id"))
                .hasMessageContaining("[state_lost]");

        Files.delete(directory.resolve("orbit.state.id"));
        mark.keep(ANOTHER);
    }
}
