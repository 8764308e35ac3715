// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.schemas.FailoverRequest;
import dev.orbit.schemas.FailoverResponse;
import dev.orbit.schemas.MigrationState;
import dev.orbit.schemas.MirrorState;
import dev.orbit.schemas.Problem;
import dev.orbit.schemas.Snapshot;
import dev.orbit.schemas.TopicProblem;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class FailoverCommandTest {

    private static final Snapshot.Failover LEFT = new Snapshot.Failover(
            "2026-03-01T10:00:12Z",
            List.of(
                    new Snapshot.FailoverPartition(0, 7, 1, 9L, "2026-03-01T10:00:00Z", 8L, 2L),
                    new Snapshot.FailoverPartition(1, 5, 0, null, null, null, null)));

    @RegisterExtension
    final CommandHarness orbit = new CommandHarness();

    private static Snapshot.Topic topic(String reason, Snapshot.@Nullable Failover failover) {
        return new Snapshot.Topic(
                "default",
                "a",
                "a",
                "a",
                failover == null ? MigrationState.MIGRATING : MigrationState.COMPLETE,
                MirrorState.ACTIVE,
                6L,
                null,
                null,
                new Snapshot.Attempt(1, failover == null ? "running" : "failed_over", reason),
                List.of(),
                failover,
                null,
                "source",
                null);
    }

    @Test
    void opensNothingUnlessTheLossIsAccepted() {
        assertThat(orbit.run("failover", "--topic", "a")).isEqualTo(1);

        assertThat(orbit.err()).contains("[data_loss_not_accepted]", "--dry-run", "--accept-data-loss");
        assertThat(orbit.agents.failedOver()).isEmpty();
    }

    @Test
    void aDryRunTouchesNothing() {
        orbit.agents.answerFailover(new FailoverResponse(List.of("a", "b"), List.of()));
        orbit.agents.showTopics(topic("told", null));

        assertThat(orbit.run("failover", "--topic", "a", "b", "--topic-regex", "x.*", "--link", "l", "--dry-run"))
                .isZero();
        assertThat(orbit.agents.failedOver())
                .containsExactly(new FailoverRequest("l", List.of("a", "b"), "x.*", true, false));
        assertThat(orbit.out())
                .isEqualTo("a: would be opened, 6 behind its source when that was last heard\nb: would be opened\n");
    }

    @Test
    void waitsUntilTheTopicsAreOpenAndTellsWhatTheyLeftBehind() {
        orbit.agents.answerFailover(new FailoverResponse(List.of("a"), List.of()));
        orbit.agents.showTopics(topic("an agent that is gone", null), topic("told", LEFT));

        assertThat(orbit.run("failover", "--topic", "a", "--accept-data-loss")).isZero();

        assertThat(orbit.agents.failedOver())
                .containsExactly(new FailoverRequest(null, List.of("a"), null, false, true));
        assertThat(orbit.out())
                .contains("a: failing over\n", "a: waits, for an agent that is gone\n", "a: COMPLETE")
                .containsPattern("0 +7 +1 +9 +12\\.0 s +2 +producers were told that records up to offset 7 are kept\n")
                .containsPattern("1 +5 +0 +unknown +unknown +unknown\n");
    }

    /** Whoever waits would wait for ever. */
    @Test
    void aTopicThatIsDeletedMeanwhileEndsTheWait() {
        orbit.agents.answerFailover(new FailoverResponse(List.of("a", "deleted"), List.of()));
        orbit.agents.showTopics(topic("told", LEFT));

        assertThat(orbit.run("failover", "--topic", "a", "deleted", "--accept-data-loss"))
                .isEqualTo(1);

        assertThat(orbit.err())
                .contains("Topic deleted is no longer a mirror topic", "Look at orbit events. [topic_gone]");
    }

    @Test
    void printsOneJsonValue() {
        orbit.agents.answerFailover(new FailoverResponse(List.of("a"), List.of()));
        orbit.agents.showTopics(topic("told", LEFT));

        assertThat(orbit.run("failover", "--topic", "a", "--accept-data-loss", "--json"))
                .isZero();

        assertThat(orbit.json().path("failing_over").toString()).isEqualTo("[\"a\"]");
        var partition = orbit.json().at("/failovers/0/failover/partitions/0");
        assertThat(orbit.json().at("/failovers/0/topic").asText()).isEqualTo("a");
        assertThat(partition.path("mirrored_end_offset").asLong()).isEqualTo(7);
        assertThat(partition.path("source_heard_at").asText()).isEqualTo("2026-03-01T10:00:00Z");
        assertThat(partition.path("offsets_left_behind").asLong()).isEqualTo(2);
    }

    @Test
    void namesEachTopicThatIsLeftAsItIsAndWhy() {
        orbit.agents.answerFailover(new FailoverResponse(
                List.of(), List.of(new TopicProblem("b", new Problem("already_migrating", "It is.", null, "Abort.")))));

        assertThat(orbit.run("failover", "--topic", "b", "--accept-data-loss")).isEqualTo(1);
        assertThat(orbit.err()).isEqualTo("b: error: It is.\n    Abort. [already_migrating]\n");
        orbit.agents.answerFailover(new FailoverResponse(List.of(), List.of()));
        assertThat(orbit.run("failover", "--topic-regex", "none", "--accept-data-loss"))
                .isZero();
        assertThat(orbit.out()).contains("Nothing to open");
    }
}
