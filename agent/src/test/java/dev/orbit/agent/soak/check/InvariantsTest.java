// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.soak.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.soak.history.TopicKind;
import dev.orbit.agent.soak.history.TopicModel;
import dev.orbit.agent.soak.stage.Positions;
import dev.orbit.agent.verify.FirstDifference;
import dev.orbit.agent.verify.PartitionReport;
import dev.orbit.agent.verify.Result;
import dev.orbit.agent.verify.TopicReport;
import dev.orbit.schemas.MigrationState;
import dev.orbit.schemas.MirrorState;
import dev.orbit.schemas.Snapshot;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InvariantsTest {

    private static final Positions MIRROR = new Positions(10, 50, 50);
    private static final TopicModel PLAIN = topic(false, 0);

    /** @param generation of the source topic; the mirror's is 0 */
    private static TopicModel topic(boolean retained, int generation) {
        return new TopicModel("t", TopicKind.PLAIN, 1, generation, true, false, retained, 0, 1);
    }

    private static TopicReport report(Result result) {
        PartitionReport partition = new PartitionReport(
                3,
                result,
                0,
                9,
                9,
                0,
                null,
                null,
                result == Result.DIFFERS ? new FirstDifference(5L, "value", "a", "b") : null,
                List.of(),
                null,
                null);
        return new TopicReport(
                "t",
                "t",
                MigrationState.REJECT,
                false,
                result,
                9,
                0,
                null,
                List.of(),
                List.of(partition),
                null,
                null,
                List.of());
    }

    @Test
    void aDifferenceBreaksThePrefixAndAClusterThatCannotBeReadDoesNot() {
        assertThat(Invariants.prefix(report(Result.SAME))).isEmpty();
        assertThat(Invariants.prefix(report(Result.ERROR))).isEmpty();
        assertThat(Invariants.prefix(report(Result.DIFFERS))).hasValueSatisfying(breach -> {
            assertThat(breach.invariant()).isEqualTo(Invariant.PREFIX);
            assertThat(breach.what()).contains("partition 3", "value", "5");
        });
    }

    @Test
    void aMirrorHasItsSourcesConfigsAndMayHaveLargerSegments() {
        Map<String, String> source =
                Map.of("segment.bytes", "2000000", "min.insync.replicas", "2", "retention.ms", "8");

        assertThat(Invariants.configured("t", source, Map.of("segment.bytes", "2000000", "retention.ms", "8")))
                .isEmpty();
        assertThat(Invariants.configured("t", source, Map.of("segment.bytes", "3000000", "retention.ms", "8")))
                .isEmpty();
        assertThat(Invariants.configured("t", source, Map.of("segment.bytes", "1000000", "retention.ms", "8")))
                .isPresent();
        assertThat(Invariants.configured("t", source, Map.of("segment.bytes", "2000000")))
                .isPresent();
        assertThat(Invariants.configured("t", Map.of(), Map.of("retention.ms", "8")))
                .isPresent();
    }

    @Test
    void aCommitMayLieAtTheEndAndNotBeyondIt() {
        assertThat(Invariants.commitIsMirrored("g", "t-0", 50, MIRROR)).isEmpty();
        assertThat(Invariants.commitIsMirrored("g", "t-0", 51, MIRROR)).isPresent();
    }

    @Test
    void aCommitAtRestIsTheSourcesWithinTheLog() {
        assertThat(Invariants.commitIsTheSources("g", "t-0", 20L, 20, MIRROR)).isEmpty();
        assertThat(Invariants.commitIsTheSources("g", "t-0", 10L, 5, MIRROR)).isEmpty();
        // the mirror does not reach it, and Orbit waits
        assertThat(Invariants.commitIsTheSources("g", "t-0", null, 51, MIRROR)).isEmpty();

        assertThat(Invariants.commitIsTheSources("g", "t-0", null, 20, MIRROR)).isPresent();
        assertThat(Invariants.commitIsTheSources("g", "t-0", 19L, 20, MIRROR)).isPresent();
        assertThat(Invariants.commitIsTheSources("g", "t-0", 5L, 5, MIRROR)).isPresent();
    }

    @Test
    void aMirrorAtRestEndsWhereTheSourceDoes() {
        assertThat(arrived(PLAIN, new Positions(10, 50, 50), 0)).isEmpty();
        assertThat(arrived(PLAIN, new Positions(10, 51, 51), 0)).isPresent();
        assertThat(arrived(PLAIN, new Positions(10, 40, 50), 0)).isPresent();
        assertThat(Invariants.arrived(PLAIN, 0, new Positions(10, 50, 50), new Positions(10, 40, 50), 0))
                .isPresent();
    }

    @Test
    void aSourceWithAnOpenTransactionIsNotAtRest() {
        Positions open = new Positions(10, 40, 50);
        assertThat(Invariants.arrived(PLAIN, 0, open, open, 0)).isPresent();
    }

    @Test
    void aMirrorBeginsWhereTheSourceDoesOrWhereTheSourceOnceBegan() {
        assertThat(arrived(PLAIN, new Positions(11, 50, 50), 0)).isPresent();
        assertThat(arrived(PLAIN, new Positions(8, 50, 50), 0)).isPresent();
        assertThat(arrived(PLAIN, new Positions(8, 50, 50), 10)).isEmpty();
        assertThat(arrived(topic(true, 0), new Positions(8, 50, 50), 0)).isEmpty();
    }

    private static Optional<Breach> arrived(TopicModel topic, Positions source, long deletedBelow) {
        return Invariants.arrived(topic, 0, source, MIRROR, deletedBelow);
    }

    @Test
    void whatCannotGoOnIsReportedAndWhatCanIsNot() {
        assertThat(Invariants.reported(PLAIN, told(MirrorState.ACTIVE, null))).isEmpty();
        assertThat(Invariants.reported(topic(false, 1), told(MirrorState.FAILED, "made anew")))
                .isEmpty();

        assertThat(Invariants.reported(PLAIN, told(MirrorState.ACTIVE, "no leader")))
                .isPresent();
        assertThat(Invariants.reported(PLAIN, told(MirrorState.DIVERGED, "parted")))
                .isPresent();
        assertThat(Invariants.reported(topic(false, 1), told(MirrorState.ACTIVE, null)))
                .isPresent();
        assertThat(Invariants.reported(PLAIN, null)).isPresent();
    }

    private static Snapshot.Topic told(MirrorState state, String error) {
        return new Snapshot.Topic(
                "default", "t", "t", "soak-.*", MigrationState.REJECT, state, 0L, 0.0, error, null, List.of());
    }
}
