// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.verify;

import static dev.orbit.agent.verify.Records.committed;
import static dev.orbit.agent.verify.Records.seen;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MergeTest {

    private final AtomicLong progress = new AtomicLong();

    private Merge merge(RecordSequence source, RecordSequence destination, @Nullable Compaction compaction) {
        return new Merge(source, destination, compaction, progress::addAndGet);
    }

    private static RecordSequence of(SeenRecord... records) {
        return new Records.Sequence(0, records);
    }

    @Test
    void sameRecordsHaveTheSameDigest() {
        Merge merge = merge(
                of(committed(0, "k", "a"), committed(3, "k", "b")),
                of(committed(0, "k", "a"), committed(3, "k", "b")),
                null);

        assertThat(merge.run()).isEmpty();
        assertThat(merge.recordCount()).isEqualTo(2);
        assertThat(progress).hasValue(2);
        assertThat(merge.finishDigest(Side.SOURCE)).isEqualTo(merge.finishDigest(Side.DESTINATION));
    }

    @Test
    void stopsAtTheFirstDifference() {
        Merge merge = merge(
                of(committed(0, "k", "a"), committed(1, "k", "b"), committed(2, "k", "c")),
                of(committed(0, "k", "a"), committed(1, "k", "B"), committed(2, "k", "C")),
                null);

        assertThat(merge.run()).contains(new Merge.Found(1L, new RecordDifference("value", "\"b\"", "\"B\"")));
        assertThat(merge.recordCount()).isEqualTo(1);
        assertThat(merge.finishDigest(Side.SOURCE)).isNotEqualTo(merge.finishDigest(Side.DESTINATION));
    }

    @Test
    void aRecordOnOneSideIsADifference() {
        assertThat(merge(of(committed(0, null, "a"), committed(2, null, "c")), of(committed(2, null, "c")), null)
                        .run())
                .contains(new Merge.Found(0L, new RecordDifference("next offset", "0", "2")));
        assertThat(merge(of(), of(committed(7, null, "a")), null).run())
                .contains(new Merge.Found(7L, new RecordDifference("next offset", "none", "7")));
    }

    @Test
    void outcomesDifferOnlyWhereBothAreDecided() {
        assertThat(outcomes(Outcome.COMMITTED, Outcome.ABORTED))
                .contains(new Merge.Found(4L, new RecordDifference("transaction outcome", "committed", "aborted")));
        assertThat(outcomes(Outcome.ABORTED, Outcome.ABORTED)).isEmpty();
        assertThat(outcomes(Outcome.ABORTED, Outcome.OPEN)).isEmpty();
        assertThat(outcomes(Outcome.UNKNOWN, Outcome.COMMITTED)).isEmpty();
    }

    private Optional<Merge.Found> outcomes(Outcome source, Outcome destination) {
        return merge(of(seen(source, 4, "k", "v")), of(seen(destination, 4, "k", "v")), null)
                .run();
    }

    @Test
    void whatOneSideRemovedMeanwhileIsNoDifference() {
        Merge merge = merge(
                new Records.Sequence(2, committed(2, "k", "c")),
                of(committed(0, "k", "a"), committed(1, "k", "b"), committed(2, "k", "c")),
                null);

        assertThat(merge.run()).isEmpty();
        assertThat(merge.removedCount()).isEqualTo(2);
        assertThat(merge.recordCount()).isEqualTo(1);
    }

    @Test
    void compactionMayHaveRemovedWhatOneSideAloneDoesNotKnowTheOutcomeOf() {
        Compaction compaction = new Compaction(10);
        Merge merge = merge(
                of(committed(2, "k", "c")),
                of(seen(Outcome.OPEN, 1, "k", "b"), seen(Outcome.OPEN, 2, "k", "c")),
                compaction);

        assertThat(merge.run()).isEmpty();
        assertThat(compaction.undecidedCount()).isEqualTo(1);
    }

    @Test
    void compactionExplainsARecordOnOneSide() {
        Compaction compaction = new Compaction(10);
        Merge merge = merge(
                of(committed(2, "k", "c")),
                of(committed(0, "k", "a"), committed(1, "other", "b"), committed(2, "k", "c")),
                compaction);

        assertThat(merge.run()).isEmpty();
        assertThat(compaction.shadowedCount()).isEqualTo(1);
        assertThat(compaction.first()).contains(new Compaction.Unshadowed(Side.DESTINATION, 1));
        assertThat(merge.finishDigest(Side.SOURCE)).isEqualTo(merge.finishDigest(Side.DESTINATION));
    }
}
