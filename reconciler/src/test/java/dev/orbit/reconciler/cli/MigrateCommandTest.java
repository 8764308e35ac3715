// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.cli;

import static dev.orbit.reconciler.testkit.Topics.orders;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.schemas.AbortResponse;
import dev.orbit.schemas.InitiateRequest;
import dev.orbit.schemas.InitiateResponse;
import dev.orbit.schemas.MigrationState;
import dev.orbit.schemas.Problem;
import dev.orbit.schemas.Snapshot;
import dev.orbit.schemas.TopicProblem;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class MigrateCommandTest {

    @RegisterExtension
    final CommandHarness orbit = new CommandHarness();

    private static Snapshot.Attempt attempt(int number, String outcome, @Nullable String reason) {
        return new Snapshot.Attempt(number, outcome, reason);
    }

    @Test
    void migrateHandsOnEveryOption() {
        orbit.agents.answerInitiate(new InitiateResponse(List.of("a"), List.of()));

        assertThat(orbit.run(
                        "migrate",
                        "--topic",
                        "a",
                        "b",
                        "--topic",
                        "c",
                        "--topic-regex",
                        "x.*",
                        "--link",
                        "l",
                        "--dry-run",
                        "--max-time-lag-seconds",
                        "1",
                        "--max-offset-lag",
                        "2",
                        "--migration-timeout-seconds",
                        "3",
                        "--atomic"))
                .isZero();
        assertThat(orbit.agents.initiated())
                .containsExactly(new InitiateRequest("l", List.of("a", "b", "c"), "x.*", true, 1, 2L, 3, true));
        assertThat(orbit.out()).isEqualTo("a: would start\n");
    }

    @Test
    void migrateNamesEachTopicThatWasRefusedAndWhy() {
        orbit.agents.answerInitiate(new InitiateResponse(
                List.of("a"),
                List.of(new TopicProblem("b", new Problem("lag_too_high", "Behind by 200 s.", null, "Wait.")))));

        assertThat(orbit.run("migrate", "--topic", "a", "b")).isEqualTo(1);
        assertThat(orbit.out()).contains("a: MIGRATING\n", "orbit status --watch");
        assertThat(orbit.err()).isEqualTo("b: error: Behind by 200 s.\n    Wait. [lag_too_high]\n");
        assertThat(orbit.run("migrate", "--topic", "a", "b", "--json")).isEqualTo(1);
        assertThat(orbit.json().path("initiated").toString()).isEqualTo("[\"a\"]");
        assertThat(orbit.json().has("outcomes")).isFalse();
    }

    @Test
    void migrateWaitsUntilComplete() {
        orbit.agents.answerInitiate(new InitiateResponse(List.of("orders"), List.of()));
        orbit.agents.showTopics(
                orders(MigrationState.PROXY, null),
                orders(MigrationState.MIGRATING, attempt(1, "running", null)),
                orders(MigrationState.MIGRATING, attempt(1, "running", null)),
                orders(MigrationState.COMPLETE, attempt(1, "complete", null)));

        assertThat(orbit.run("migrate", "--topic", "orders", "--wait")).isZero();
        assertThat(orbit.out()).isEqualTo("""
                        orders: MIGRATING
                        orders: MIGRATING, offset lag 5, time lag 0.5 s
                        orders: COMPLETE
                        """);
    }

    @Test
    void migrateWaitNamesEachTopicThatWasRolledBackAndWhy() {
        orbit.agents.answerInitiate(new InitiateResponse(List.of("orders"), List.of()));
        Snapshot.Topic before = orders(MigrationState.PROXY, attempt(1, "aborted", "earlier"));
        orbit.agents.showTopics(
                before, before, orders(MigrationState.PROXY, attempt(2, "timed_out", "lag 5 after 300 s")));

        assertThat(orbit.run("migrate", "--topic", "orders", "--wait")).isEqualTo(1);
        assertThat(orbit.out()).contains("orders: rolled back to PROXY: timed out: lag 5 after 300 s");
    }

    @Test
    void migrateWaitPrintsOutcomesAsJsonAndProgressElsewhere() {
        orbit.agents.answerInitiate(new InitiateResponse(List.of("orders"), List.of()));
        orbit.agents.showTopics(
                orders(MigrationState.PROXY, null), orders(MigrationState.COMPLETE, attempt(1, "complete", null)));

        assertThat(orbit.run("migrate", "--topic", "orders", "--wait", "--json"))
                .isZero();
        assertThat(orbit.out())
                .isEqualTo("{\"initiated\":[\"orders\"],\"errors\":[],"
                        + "\"outcomes\":[{\"topic\":\"orders\",\"outcome\":\"complete\"}]}\n");
        assertThat(orbit.err()).isEqualTo("orders: COMPLETE\n");
    }

    @Test
    void migrateWaitEndsWhenNothingEndsInTime() {
        orbit.agents.answerInitiate(new InitiateResponse(List.of("orders"), List.of()));
        orbit.agents.showTopics(orders(MigrationState.MIGRATING, attempt(1, "running", null)));

        assertThat(orbit.run("migrate", "--topic", "orders", "--wait", "--migration-timeout-seconds", "10"))
                .isEqualTo(1);
        assertThat(orbit.err()).contains("After 70 s", "rolled back: orders.", "[migration_overdue]");
        assertThat(1_000 - orbit.pausesLeft).isEqualTo(140);
    }

    @Test
    void migrateWaitSaysThatTheMigrationGoesOnWhenInterrupted() {
        orbit.agents.answerInitiate(new InitiateResponse(List.of("orders"), List.of()));
        orbit.agents.showTopics(orders(MigrationState.MIGRATING, attempt(1, "running", null)));
        orbit.pausesLeft = 1;

        assertThat(orbit.run("migrate", "--topic", "orders", "--wait")).isEqualTo(1);
        assertThat(orbit.err()).contains("goes on in the cluster", "orbit abort --topic orders");
    }

    @Test
    void abortTellsWhatIsBackAndWhatIsNot() {
        orbit.agents.answerAbort(new AbortResponse(
                List.of("a"), List.of(new TopicProblem("b", new Problem("complete", "It is COMPLETE.", null, "-")))));

        assertThat(orbit.run("abort", "--topic", "a", "b")).isEqualTo(1);
        assertThat(orbit.out()).isEqualTo("a: back in PROXY\n");
        assertThat(orbit.err()).startsWith("b: error: It is COMPLETE.");
        assertThat(orbit.run("abort", "--topic-regex", ".*", "--json")).isEqualTo(1);
        assertThat(orbit.json().path("aborted").toString()).isEqualTo("[\"a\"]");
        orbit.agents.answerAbort(new AbortResponse(List.of(), List.of()));
        assertThat(orbit.run("abort", "--topic", "a")).isZero();
    }
}
