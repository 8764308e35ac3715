// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orbit.agent.lab.Documents;
import dev.orbit.agent.lab.Teardown;
import dev.orbit.schemas.AutoMigration;
import dev.orbit.schemas.InitiateRequest;
import dev.orbit.schemas.InitiateResponse;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The quickstart from end to end, but for Terraform: the agent is told over its API what is to be. */
@Timeout(240)
class QuickstartIT {

    @Test
    void movesLiveTopicsWithoutAFlawAndLeavesNothingBehind() {
        ByteArrayOutputStream told = new ByteArrayOutputStream();
        Quickstart.Outcome outcome;
        try (Teardown teardown = Teardown.atExitAtTheLatest()) {
            Progress progress = new Progress(new PrintStream(told, true, StandardCharsets.UTF_8));
            outcome = new Quickstart(ApiDeclaration::new, teardown, progress).run();
        }

        assertThat(outcome.report().isFlawless())
                .as(outcome.report().table() + told.toString(StandardCharsets.UTF_8))
                .isTrue();
        assertThat(outcome.report().topics()).allSatisfy(topic -> {
            assertThat(topic.verdict().bySource()).isGreaterThan(100);
            assertThat(topic.verdict().acknowledged() - topic.verdict().bySource())
                    .isGreaterThan(100);
        });
        assertThat(outcome.report().consumedCount())
                .isEqualTo(outcome.report().topics().stream()
                        .mapToLong(topic -> topic.verdict().acknowledged())
                        .sum());
        assertThat(outcome.stage().directory()).doesNotExist();
        await().until(() -> ProcessHandle.of(outcome.stage().agent().pid()).isEmpty()
                && ProcessHandle.of(outcome.stage().source().pid()).isEmpty());
    }

    private record ApiDeclaration(Stage stage) implements Declaration {

        @Override
        public String description() {
            return "the agent's API";
        }

        @Override
        public void mirror() {
            AutoMigration enabled = new AutoMigration(true);
            stage.api()
                    .change(List.of(
                            Documents.putLink(stage.source().bootstrapServers()),
                            Documents.putMapping("orders", enabled),
                            Documents.putMapping("payments", enabled)));
        }

        @Override
        public void migrate() {
            InitiateResponse response =
                    stage.api().initiate(new InitiateRequest(null, Quickstart.TOPICS, null, false, null, null, null));
            assertThat(response.errors()).isEmpty();
        }

        @Override
        public String lookAgain() {
            return "";
        }
    }
}
