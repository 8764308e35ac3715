// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Of a log that has forgotten the epochs 5 and 6, and is asked about the offsets up to 39. */
class SourceGapsTest {

    @Test
    void whatIsNotThereHasVanished() {
        assertThat(hasVanished(nothing(40))).contains(true);
        assertThat(hasVanished(batch(40, 7))).contains(true);
    }

    @Test
    void whatIsThereHasNot() {
        assertThat(hasVanished(batch(39, 7))).as("in its place").contains(false);
        assertThat(hasVanished(batch(30, 4))).as("of an epoch that had ended").contains(false);
        assertThat(hasVanished(batch(40, 4))).as("of an epoch that had ended").contains(false);
    }

    @Test
    void aReplicaThatHasNotForgottenThemIsAnotherOneAndToBeAskedAnew() {
        assertThat(hasVanished(batch(30, 5))).isEmpty();
        assertThat(hasVanished(batch(39, 6))).isEmpty();
        assertThat(hasVanished(batch(41, 6))).isEmpty();
    }

    @Test
    void aLeaderThatDoesNotKnowYetHowFarItIsAcknowledgedTellsNothing() {
        assertThat(hasVanished(nothing(39))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = Errors.class,
            names = {
                // of an answer that a quota emptied, too
                "UNKNOWN_SERVER_ERROR",
                "CORRUPT_MESSAGE",
                "TOPIC_AUTHORIZATION_FAILED",
                "OFFSET_OUT_OF_RANGE",
                "NOT_LEADER_OR_FOLLOWER"
            })
    void anErrorTellsNothing(Errors error) {
        assertThat(hasVanished(SourceGaps.First.unknown(error))).isEmpty();
    }

    @Test
    void whatAVersionCannotTellCountsAsLost() {
        assertThat(hasVanished(SourceGaps.First.unknown(Errors.UNSUPPORTED_VERSION)))
                .contains(false);
    }

    private static Optional<Boolean> hasVanished(SourceGaps.First first) {
        return SourceGaps.hasVanished(first, 40, 4, 6);
    }

    private static SourceGaps.First nothing(long highWatermark) {
        return new SourceGaps.First(null, highWatermark, Errors.NONE);
    }

    private static SourceGaps.First batch(long offset, int epoch) {
        RecordBatch batch = MemoryRecords.withRecords(offset, Compression.NONE, epoch, new SimpleRecord(new byte[1]))
                .firstBatch();
        return new SourceGaps.First(batch, 100, Errors.NONE);
    }
}
