// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.verify.VerifiedTopic.Shape;
import dev.orbit.schemas.MigrationState;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TopicVerdictTest {

    private static final Shape ONE = new Shape(1, false);
    private static final Shape TWO = new Shape(2, true);

    private static TopicReport verdict(MigrationState state, @Nullable Shape source, @Nullable Shape destination) {
        return TopicVerdict.of(
                new VerifiedTopic(new TopicPair("there", "here"), state, source, destination), state, List.of());
    }

    @Test
    void aMissingTopicDiffers() {
        assertThat(verdict(MigrationState.PROXY, null, ONE).difference())
                .hasToString("topic is missing at the source and there at the destination");
        assertThat(verdict(MigrationState.PROXY, ONE, null).result()).isEqualTo(Result.DIFFERS);
    }

    @Test
    void partitionsMayBeMissingOnlyWhereTheyAreStillToCome() {
        TopicReport growing = verdict(MigrationState.REJECT, TWO, ONE);
        assertThat(growing.result()).isEqualTo(Result.SAME);
        assertThat(growing.compacted()).isTrue();
        assertThat(growing.remarks()).extracting(Remark::code).containsExactly("partition_not_mirrored_yet");
        assertThat(verdict(MigrationState.COMPLETE, TWO, ONE).difference())
                .hasToString("number of partitions is 2 at the source and 1 at the destination");
        assertThat(verdict(MigrationState.REJECT, ONE, TWO).result()).isEqualTo(Result.DIFFERS);
        assertThat(verdict(MigrationState.COMPLETE, ONE, TWO).remarks())
                .extracting(Remark::code)
                .containsExactly("more_partitions");
    }

    private static TopicReport ofIds(MigrationState state, @Nullable String recorded, @Nullable String now) {
        return TopicVerdict.of(
                new VerifiedTopic(TopicPair.same("t"), recorded, state, new Shape(1, false, now), ONE, null),
                state,
                List.of());
    }

    @Test
    void aSourceTopicThatWasMadeAnewIsAnother() {
        assertThat(ofIds(MigrationState.PROXY, "old", "new").difference())
                .hasToString(
                        "topic id is new at the source and old as it was mirrored (to mirror the topic that is there"
                                + " now: orbit resync --topic t) at the destination");
        assertThat(ofIds(MigrationState.PROXY, "old", "new").result()).isEqualTo(Result.DIFFERS);
        assertThat(ofIds(MigrationState.COMPLETE, "old", "new").difference())
                .asString()
                .contains("orbit verify --proof-only");
        assertThat(ofIds(MigrationState.PROXY, "old", "old").result()).isEqualTo(Result.SAME);
        assertThat(ofIds(MigrationState.PROXY, null, "new").result()).isEqualTo(Result.SAME);
        assertThat(ofIds(MigrationState.PROXY, "old", null).result()).isEqualTo(Result.SAME);
    }

    @Test
    void anErrorOutweighsADifference() {
        TopicReport report = TopicVerdict.of(
                new VerifiedTopic(TopicPair.same("t"), MigrationState.REJECT, ONE, null),
                MigrationState.REJECT,
                List.of(PartitionReport.failed(0, "why")));

        assertThat(report.result()).isEqualTo(Result.ERROR);
    }
}
