// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.cli;

import static dev.orbit.reconciler.testkit.Topics.orders;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orbit.reconciler.client.AgentException;
import dev.orbit.reconciler.migrate.MigrationWatch;
import dev.orbit.schemas.FailoverResponse;
import dev.orbit.schemas.InitiateResponse;
import dev.orbit.schemas.MigrationState;
import dev.orbit.schemas.Problem;
import dev.orbit.schemas.Snapshot;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How long commands wait for what they started, and what they say when it does not come. */
class PatienceTest {

    private static final int HUNG_MS = 60_000;

    @RegisterExtension
    final CommandHarness orbit = new CommandHarness();

    private final AtomicInteger calls = new AtomicInteger();

    @BeforeEach
    void aMigrationThatDoesNotEnd() {
        orbit.agents.showTopics(orders(MigrationState.MIGRATING, new Snapshot.Attempt(1, "running", "a lease")));
    }

    private void everyCallTakes(int ms) {
        orbit.agents.beforeEachSnapshot(() -> {
            calls.incrementAndGet();
            orbit.nowMs.addAndGet(ms);
        });
    }

    private void everyCallFailsAfter(int ms, int status) {
        orbit.agents.beforeEachSnapshot(() -> {
            calls.incrementAndGet();
            orbit.nowMs.addAndGet(ms);
            throw new AgentException(status, List.of(new Problem("agent_silent", "No answer.", null, "Wait.")));
        });
    }

    private void awaitMigration() {
        MigrationWatch watch = new MigrationWatch(orbit.agents.snapshot());
        calls.set(0);
        orbit.nowMs.set(0);
        new MigrationWait(orbit.terminal(), orbit.agents, watch, List.of("orders"), false).await(null);
    }

    private void awaitFailover() {
        new FailoverWait(orbit.terminal(), orbit.agents, List.of("orders"), false).await();
    }

    @Test
    void theTimeThatCallsTakeCountsTowardsTheEndOfTheWait() {
        everyCallTakes(HUNG_MS);

        assertThatThrownBy(this::awaitMigration).hasMessageContaining("migration_overdue");
        assertThat(calls).hasValue(6);
        assertThat(orbit.nowMs.get()).isLessThan(2L * HUNG_MS + 360_000);
    }

    @Test
    void theTimeThatCallsTakeCountsTowardsTheEndOfTheWaitForAFailoverToo() {
        everyCallTakes(HUNG_MS);

        assertThatThrownBy(this::awaitFailover).hasMessageContaining("failover_overdue");
        assertThat(calls).hasValue(5);
    }

    @Test
    void aHungAgentIsSilentForAsLongAsItHangs() {
        MigrationWatch watch = new MigrationWatch(orbit.agents.snapshot());
        everyCallFailsAfter(HUNG_MS, AgentException.NO_STATUS);

        assertThatThrownBy(() ->
                        new MigrationWait(orbit.terminal(), orbit.agents, watch, List.of("orders"), false).await(null))
                .hasMessageContaining("agent_silent");
        assertThat(calls).hasValue(1);
    }

    @Test
    void retriesCountTowardsTheSilence() {
        everyCallFailsAfter(3_000, 503);

        assertThatThrownBy(this::awaitFailover).hasMessageContaining("agent_silent");
        assertThat(orbit.nowMs.get()).isBetween(60_000L, 64_000L);
    }

    @Test
    void whatWasStartedIsToldWhateverEndsTheWait() {
        orbit.agents.answerInitiate(new InitiateResponse(List.of("orders"), List.of()));
        orbit.pausesLeft = 0;

        assertThat(orbit.run("migrate", "--topic", "orders", "--wait", "--json"))
                .isEqualTo(1);
        assertThat(orbit.out())
                .contains("\"code\":\"interrupted\"")
                .contains("\"done\":{\"initiated\":[\"orders\"],\"errors\":[],"
                        + "\"outcomes\":[{\"topic\":\"orders\",\"outcome\":\"running\"}]}");
    }

    @Test
    void whatIsBeingOpenedIsToldWhateverEndsTheWait() {
        orbit.agents.answerFailover(new FailoverResponse(List.of("orders"), List.of()));
        orbit.pausesLeft = 0;

        assertThat(orbit.run("failover", "--topic", "orders", "--accept-data-loss", "--json"))
                .isEqualTo(1);
        assertThat(orbit.out())
                .contains("\"code\":\"interrupted\"")
                .contains("\"done\":{\"failing_over\":[\"orders\"],\"errors\":[],\"failovers\":[]}");
    }
}
