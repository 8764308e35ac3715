// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.reconciler.migrate.TopicProgress.Outcome;
import dev.orbit.schemas.MigrationState;
import dev.orbit.schemas.MirrorState;
import dev.orbit.schemas.Snapshot;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MigrationWatchTest {

    private static Snapshot snapshot(Snapshot.Topic... topics) {
        return new Snapshot(
                new Snapshot.Cluster("c", 1, List.of()),
                List.of(),
                List.of(),
                Arrays.asList(topics),
                List.of(),
                List.of());
    }

    private static Snapshot.Topic topic(MigrationState state, Snapshot.@Nullable Attempt last) {
        return new Snapshot.Topic("l", "a", "a", "a", state, MirrorState.ACTIVE, 5L, 0.5, null, last, List.of());
    }

    private static Snapshot.Attempt attempt(int number, String outcome, @Nullable String reason) {
        return new Snapshot.Attempt(number, outcome, reason);
    }

    private static TopicProgress progress(Snapshot.Topic before, Snapshot.Topic... now) {
        return new MigrationWatch(snapshot(before))
                .progress(List.of("a"), snapshot(now))
                .get(0);
    }

    private static final Snapshot.Topic IDLE = topic(MigrationState.PROXY, null);
    private static final Snapshot.Topic FAILED_ONCE =
            topic(MigrationState.PROXY, attempt(1, "timed_out", "lag 5 after 300 s"));

    @Test
    void followsARunningMigration() {
        assertThat(progress(IDLE, topic(MigrationState.MIGRATING, attempt(1, "running", null))))
                .isEqualTo(new TopicProgress("a", Outcome.RUNNING, 5L, 0.5, null));
    }

    @Test
    void tellsItsEnd() {
        assertThat(progress(IDLE, topic(MigrationState.COMPLETE, attempt(1, "complete", null)))
                        .outcome())
                .isEqualTo(Outcome.COMPLETE);
        assertThat(progress(IDLE, FAILED_ONCE))
                .isEqualTo(new TopicProgress("a", Outcome.ROLLED_BACK, 5L, 0.5, "timed out: lag 5 after 300 s"));
        assertThat(progress(IDLE, topic(MigrationState.PROXY, attempt(1, "aborted", null)))
                        .reason())
                .isEqualTo("aborted");
    }

    @Test
    void doesNotTakeAnEarlierAttemptForThisOne() {
        assertThat(progress(FAILED_ONCE, FAILED_ONCE).outcome()).isEqualTo(Outcome.RUNNING);
        assertThat(progress(FAILED_ONCE, topic(MigrationState.PROXY, attempt(2, "aborted", null)))
                        .outcome())
                .isEqualTo(Outcome.ROLLED_BACK);
    }

    @Test
    void waitsWhileTheRollbackIsNotDone() {
        assertThat(progress(IDLE, topic(MigrationState.MIGRATING, attempt(1, "aborted", null)))
                        .isOver())
                .isFalse();
    }

    @Test
    void tellsATopicThatIsGone() {
        assertThat(progress(IDLE).outcome()).isEqualTo(Outcome.GONE);
    }
}
