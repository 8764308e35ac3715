// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.broker.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.broker.request.RefusedSequences.Place;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RefusedSequencesTest {

    private static final TopicIdPartition PARTITION = new TopicIdPartition(new Uuid(1, 2), 0, "topic");
    private static final int LEADER_EPOCH = 2;
    private static final long PRODUCER = 7;
    private static final short EPOCH = 3;

    private final RefusedSequences refused = new RefusedSequences();

    @Test
    void nothingIsAheadOfWhatWasTaken() {
        refused.answered(place(0), Errors.NONE, 0);

        assertThat(refused.isAhead(place(1), 0)).isFalse();
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "NOT_ENOUGH_REPLICAS",
                "NOT_ENOUGH_REPLICAS_AFTER_APPEND",
                "NOT_LEADER_OR_FOLLOWER",
                "REQUEST_TIMED_OUT"
            })
    void laterOnesWaitForOneThatIsToComeAgain(Errors error) {
        refused.answered(place(5), error, 0);

        assertThat(refused.isAhead(place(6), 0)).isTrue();
        assertThat(refused.isAhead(place(5), 0)).isFalse();
        assertThat(refused.isAhead(place(4), 0)).isFalse();

        refused.answered(place(5), Errors.NONE, 0);
        assertThat(refused.isAhead(place(6), 0)).isFalse();
    }

    @Test
    void theEarliestOfThoseRefusedCounts() {
        refused.answered(place(5), Errors.NOT_ENOUGH_REPLICAS, 0);
        refused.answered(place(8), Errors.NOT_ENOUGH_REPLICAS, 0);
        refused.answered(place(2), Errors.NOT_ENOUGH_REPLICAS, 0);
        assertThat(refused.isAhead(place(3), 0)).isTrue();

        // a copy of one from before says nothing of those
        refused.answered(place(1), Errors.NONE, 0);
        assertThat(refused.isAhead(place(3), 0)).isTrue();

        // one on another connection was under way already: the log is beyond them now
        refused.answered(place(9), Errors.NONE, 0);
        assertThat(refused.isAhead(place(3), 0)).isFalse();
    }

    @Test
    void sequencesBeginAgainFromZero() {
        refused.answered(place(Integer.MAX_VALUE - 1), Errors.NOT_ENOUGH_REPLICAS, 0);

        assertThat(refused.isAhead(place(0), 0)).isTrue();
        assertThat(refused.isAhead(place(Integer.MAX_VALUE - 2), 0)).isFalse();
    }

    @Test
    void whatIsRefusedForGoodIsNotWaitedFor() {
        refused.answered(place(5), Errors.NOT_ENOUGH_REPLICAS, 0);
        refused.answered(place(5), Errors.MESSAGE_TOO_LARGE, 0);

        assertThat(refused.isAhead(place(6), 0)).isFalse();
    }

    @Test
    void aNewEpochAnotherProducerAndAnotherPartitionAreOnTheirOwn() {
        refused.answered(place(5), Errors.NOT_ENOUGH_REPLICAS, 0);

        assertThat(refused.isAhead(place(PARTITION, PRODUCER, (short) (EPOCH + 1), 6), 0))
                .isFalse();
        assertThat(refused.isAhead(place(PARTITION, PRODUCER + 1, EPOCH, 6), 0)).isFalse();
        assertThat(refused.isAhead(place(new TopicIdPartition(new Uuid(1, 2), 1, "topic"), PRODUCER, EPOCH, 6), 0))
                .isFalse();
    }

    /** Another leader may have taken it meanwhile. */
    @Test
    void ofAFormerLeadershipNothingIsKnown() {
        refused.answered(place(5), Errors.NOT_LEADER_OR_FOLLOWER, 0);

        assertThat(refused.isAhead(Place.of(PARTITION, LEADER_EPOCH + 2, records(PRODUCER, EPOCH, 6)), 0))
                .isFalse();
    }

    @Test
    void whoeverDoesNotComeAgainIsForgotten() {
        long later = TimeUnit.SECONDS.toNanos(61);
        refused.answered(place(5), Errors.NOT_ENOUGH_REPLICAS, 0);
        assertThat(refused.isAhead(place(8), later)).isFalse();

        refused.answered(place(8), Errors.NOT_ENOUGH_REPLICAS, later);
        assertThat(refused.isAhead(place(7), later)).isFalse();
        assertThat(refused.isAhead(place(9), later)).isTrue();
    }

    @Test
    void batchesWithoutSequencesHaveNoPlace() {
        assertThat(Place.of(
                        PARTITION,
                        LEADER_EPOCH,
                        MemoryRecords.withRecords(
                                Compression.NONE, new SimpleRecord("a".getBytes(StandardCharsets.UTF_8)))))
                .isNull();
        refused.answered(null, Errors.NOT_ENOUGH_REPLICAS, 0);
        assertThat(refused.isAhead(null, 0)).isFalse();
    }

    private static Place place(int sequence) {
        return place(PARTITION, PRODUCER, EPOCH, sequence);
    }

    private static Place place(TopicIdPartition partition, long producer, short epoch, int sequence) {
        return Place.of(partition, LEADER_EPOCH, records(producer, epoch, sequence));
    }

    private static MemoryRecords records(long producer, short epoch, int sequence) {
        return MemoryRecords.withIdempotentRecords(
                Compression.NONE, producer, epoch, sequence, new SimpleRecord("a".getBytes(StandardCharsets.UTF_8)));
    }
}
