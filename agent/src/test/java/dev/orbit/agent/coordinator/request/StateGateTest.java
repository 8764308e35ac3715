// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.SourceTrouble;
import dev.orbit.agent.state.States;
import dev.orbit.schemas.Problem;
import java.util.List;
import org.junit.jupiter.api.Test;

class StateGateTest {

    private static final Migration.Closing CLOSING = new Migration.CatchingUp(States.attempt(4)).toClosing();
    private static final Migration.Complete COMPLETE = new Migration.Complete(List.of(1L), 1);

    @Test
    void startsWhatIsProxied() {
        assertThat(StateGate.initiating(States.topic("default", "orders", 1, new Migration.Proxy())))
                .isEmpty();
    }

    @Test
    void startsNothingElse() {
        assertRefused(new Migration.Reject(), "not_proxied", "orders", "REJECT");
        assertRefused(CLOSING, "already_migrating", "orders", "attempt 4");
        assertRefused(COMPLETE, "already_complete", "orders", "COMPLETE");
    }

    @Test
    void neitherStartsNorAbortsWhatOrbitLetsGo() {
        var topic = States.topic("default", "orders", 1, new Migration.Proxy().toLettingGo(States.attempt(1)));

        assertThat(StateGate.initiating(topic))
                .hasValueSatisfying(problem -> assertThat(problem.code()).isEqualTo("letting_go"));
        assertThat(StateGate.aborting(topic).code()).isEqualTo("letting_go");
    }

    @Test
    void startsNothingThatHasFailed() {
        var failed =
                States.topic("default", "orders", 1, new Migration.Proxy()).withFailure("the source was made anew");

        assertThat(StateGate.initiating(failed)).hasValueSatisfying(problem -> {
            assertThat(problem.code()).isEqualTo("mirror_failed");
            assertThat(problem.message()).contains("orders", "the source was made anew");
        });
    }

    @Test
    void startsNothingThatIsNoCopyOfItsSource() {
        var topic = States.topic("default", "orders", 3, new Migration.Proxy());
        var diverged = topic.withTrouble(SourceTrouble.NONE.withDiverged(2, "it parts at offset 7"));
        var orphaned = topic.withTrouble(SourceTrouble.NONE.withDeletedAt(1_000L));

        assertThat(StateGate.initiating(diverged)).hasValueSatisfying(problem -> {
            assertThat(problem.code()).isEqualTo("mirror_diverged");
            assertThat(problem.message()).contains("orders", "partition 2: it parts at offset 7");
        });
        assertThat(StateGate.initiating(orphaned)).hasValueSatisfying(problem -> {
            assertThat(problem.code()).isEqualTo("source_deleted");
            assertThat(problem.message()).contains("orders", "was deleted");
        });
    }

    @Test
    void abortsOnlyWhatMigrates() {
        Problem proxied = StateGate.aborting(States.topic("default", "orders", 1, new Migration.Proxy()));
        Problem complete = StateGate.aborting(States.topic("default", "orders", 1, COMPLETE));

        assertThat(proxied.code()).isEqualTo("not_migrating");
        assertThat(proxied.message()).contains("orders", "PROXY");
        assertThat(complete.code()).isEqualTo("already_complete");
        assertThat(complete.remedy()).contains("terminal");
    }

    private static void assertRefused(Migration migration, String code, String... words) {
        assertThat(StateGate.initiating(States.topic("default", "orders", 1, migration)))
                .hasValueSatisfying(problem -> {
                    assertThat(problem.code()).isEqualTo(code);
                    assertThat(problem.message()).contains(words);
                    assertThat(problem.remedy()).isNotBlank();
                });
    }
}
