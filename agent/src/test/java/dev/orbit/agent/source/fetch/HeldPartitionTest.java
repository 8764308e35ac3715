// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.source.admin.SourceTopic;
import dev.orbit.agent.source.fetch.FetchRouting.Wanted;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.requests.FetchRequest;
import org.junit.jupiter.api.Test;

class HeldPartitionTest {

    private static final int BYTES_MAX = 1_000;
    private static final int MANY_BYTES = 4 << 20;
    private static final long NOW_NANOS = 5;

    private final RecordingTarget target =
            new RecordingTarget(new SourceTopic("orders", Uuid.randomUuid(), 1, false), 0);
    private final PartitionFetch fetch = new PartitionFetch(target, CompletableFuture.completedFuture(null), () -> {});

    /** A broker that leads under another epoch refuses it: what one that was deposed answers would be another log. */
    @Test
    void asksUnderTheEpochOfTheLeaderThatItKnows() {
        HeldPartition held = new HeldPartition(new Wanted(fetch, 7), NOW_NANOS);
        assertThat(question(held).currentLeaderEpoch).isEqualTo(Optional.of(7));

        held.leaderEpoch(8, NOW_NANOS);

        assertThat(question(held).currentLeaderEpoch).isEqualTo(Optional.of(8));
    }

    @Test
    void asksWithoutWhereTheSourceTellsNone() {
        HeldPartition held = new HeldPartition(new Wanted(fetch, -1), NOW_NANOS);

        assertThat(question(held).currentLeaderEpoch).isEqualTo(Optional.empty());
    }

    private static FetchResponseData.PartitionData answer(long highWatermark) {
        return new FetchResponseData.PartitionData()
                .setRecords(MemoryRecords.EMPTY)
                .setHighWatermark(highWatermark);
    }

    private boolean answered(HeldPartition held, FetchResponseData.PartitionData answer) {
        return held.answer(answer, new SessionClock(), NOW_NANOS);
    }

    /** Who waits for a new leader to be heard waits for an answer that brings nothing, too. */
    @Test
    void tellsOnceOfEachLeaderThatItHasAnswered() {
        HeldPartition held = new HeldPartition(new Wanted(fetch, 7), NOW_NANOS);
        question(held);
        assertThat(held.isHeard()).isFalse();
        answered(held, answer(3));
        answered(held, answer(3));
        assertThat(held.isHeard()).isTrue();
        assertThat(target.leaderEpochs).containsExactly(7);

        held.leaderEpoch(8, NOW_NANOS);
        assertThat(held.isHeard()).isFalse();
        question(held);
        held.leftOutOfAnswer(NOW_NANOS);

        assertThat(held.isHeard()).isTrue();
        assertThat(target.leaderEpochs).containsExactly(7, 8);
    }

    /** What was under way when the leader changed tells nothing of the new one. */
    @Test
    void anAnswerTellsOfTheLeaderThatWasAskedAlone() {
        HeldPartition held = new HeldPartition(new Wanted(fetch, 7), NOW_NANOS);
        question(held);
        held.leaderEpoch(8, NOW_NANOS);

        answered(held, answer(3));
        held.leftOutOfAnswer(NOW_NANOS);

        assertThat(held.isHeard()).isFalse();
        assertThat(target.leaderEpochs).isEmpty();
    }

    @Test
    void aLeaderThatRefusesOrPartsIsNotHeard() {
        HeldPartition held = new HeldPartition(new Wanted(fetch, 7), NOW_NANOS);
        question(held);
        answered(held, new FetchResponseData.PartitionData().setErrorCode(Errors.FENCED_LEADER_EPOCH.code()));
        answered(held, new FetchResponseData.PartitionData().setErrorCode(Errors.OFFSET_OUT_OF_RANGE.code()));
        answered(
                held,
                answer(30)
                        .setDivergingEpoch(new FetchResponseData.EpochEndOffset()
                                .setEpoch(4)
                                .setEndOffset(20)));
        target.throwsLeft.set(1);
        answered(held, answer(30));

        assertThat(held.isHeard()).isFalse();
        assertThat(target.leaderEpochs).isEmpty();
    }

    /** A batch that is larger than what is asked for is not told, unless it is the whole answer's first. */
    @Test
    void asksForLittleWhereThatIsEnoughAndForMoreWhereItBringsNothing() {
        HeldPartition held = new HeldPartition(new Wanted(fetch, 7), NOW_NANOS);
        target.wantsLittle = true;
        assertThat(bytesAsked(held)).isEqualTo(64 << 10);

        assertThat(held.broughtNothing(NOW_NANOS)).isTrue();
        assertThat(bytesAsked(held)).isEqualTo(1 << 20);
        assertThat(held.broughtNothing(NOW_NANOS)).isTrue();
        assertThat(bytesAsked(held)).isEqualTo(MANY_BYTES);
        assertThat(held.broughtNothing(NOW_NANOS)).isFalse();
    }

    @Test
    void asksForAllOnceLittleIsNotWanted() {
        HeldPartition held = new HeldPartition(new Wanted(fetch, 7), NOW_NANOS);
        target.wantsLittle = true;
        assertThat(bytesAsked(held)).isEqualTo(64 << 10);

        target.wantsLittle = false;

        assertThat(bytesAsked(held)).isEqualTo(MANY_BYTES);
    }

    @Test
    void asksForNoMoreThanIsConfigured() {
        HeldPartition held = new HeldPartition(new Wanted(fetch, 7), NOW_NANOS);
        target.wantsLittle = true;

        assertThat(question(held).maxBytes).isEqualTo(BYTES_MAX);
    }

    private static int bytesAsked(HeldPartition held) {
        FetchRequest.PartitionData question = held.question(MANY_BYTES, true, NOW_NANOS);
        assertThat(question).isNotNull();
        return question.maxBytes;
    }

    @Test
    void anAnswerWithoutRecordsBringsNothingUnlessTheSourceParts() {
        assertThat(HeldPartition.isNothing(null)).isTrue();
        assertThat(HeldPartition.isNothing(new FetchResponseData.PartitionData()))
                .isTrue();
        assertThat(HeldPartition.isNothing(
                        new FetchResponseData.PartitionData().setErrorCode(Errors.NOT_LEADER_OR_FOLLOWER.code())))
                .isFalse();

        FetchResponseData.EpochEndOffset end =
                new FetchResponseData.EpochEndOffset().setEpoch(4).setEndOffset(20);
        assertThat(HeldPartition.isNothing(new FetchResponseData.PartitionData().setDivergingEpoch(end)))
                .isFalse();
    }

    private static FetchRequest.PartitionData question(HeldPartition held) {
        FetchRequest.PartitionData question = held.question(BYTES_MAX, true, NOW_NANOS);
        assertThat(question).isNotNull();
        return question;
    }
}
