// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.group;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.state.CopiedGroup;
import dev.orbit.agent.state.CopiedOffset;
import dev.orbit.agent.state.CopiedOffset.Written;
import dev.orbit.agent.state.States;
import dev.orbit.schemas.GroupState;
import dev.orbit.schemas.Snapshot;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GroupRuleTest {

    private static final PartitionName ORDERS_0 = new PartitionName("orders", 0);
    private static final PartitionName ORDERS_1 = new PartitionName("orders", 1);
    private static final Positions LOG = new Positions(States.TOPIC_ID, 10, 100, false);

    private static Commit commit(long offset) {
        return new Commit(offset, "", false);
    }

    private static GroupView view(Map<PartitionName, Commit> source, Map<PartitionName, Commit> destination) {
        return new GroupView("billing", "eu.billing", source, false, destination, null);
    }

    private static Verdict judge(GroupView view, Map<PartitionName, CopiedOffset> known) {
        return GroupRule.judge("default", view, known, partition -> Optional.of(LOG));
    }

    private static Map<PartitionName, CopiedOffset> known(@Nullable Long written, @Nullable Long intended) {
        return Map.of(ORDERS_0, new CopiedOffset("orders", 0, written(written), written(intended), States.TOPIC_ID));
    }

    private static @Nullable Written written(@Nullable Long offset) {
        return offset == null ? null : new Written(offset, null);
    }

    /**
     * The log at the destination holds 10 to 100. Empty: no commit, or nothing known; "-" in the last column: nothing is
     * written.
     */
    @ParameterizedTest
    @CsvSource({
        // source, destination, written, intended, state, write
        "50,     ,    ,    , COPIED,  50", // first copy
        "50,   40,  40,    , COPIED,  50", // goes on
        "50,   50,  50,    , COPIED,  -", // nothing changed
        "30,   40,  40,    , COPIED,  30", // reset at the source
        "5,      ,    ,    , COPIED,  10", // raised to the log start
        "5,     8,   8,    , COPIED,  10", // the log start overtook what Orbit wrote
        "100,    ,    ,    , COPIED,  100", // at the high watermark
        "101,    ,    ,    , WAITING, -", // not mirrored yet: waits, and is not clamped down
        "101,  40,  40,    , WAITING, -",
        "50,   45,  40,    , MOVED,   -", // somebody else's commit
        "50,   60,  40,    , MOVED,   -",
        "50,   50,    ,    , MOVED,   -", // the same offset, but not by Orbit
        "50,   40,    ,    , MOVED,   -",
        "50,     ,  40,    , COPIED,  50", // expired or deleted at the destination
        // the agent died between intent and commit, or after the commit
        "50,   40,  40,  50, COPIED,  50",
        "50,   50,  40,  50, COPIED,  -",
        "60,   50,  40,  50, COPIED,  60",
        "50,     ,    ,  50, COPIED,  50",
        "50,   45,  40,  50, MOVED,   -",
        // what may still be on its way is written before what is newer
        "60,   40,  40,  50, COPIED,  50",
        "60,     ,    ,  50, COPIED,  50",
        "60,   40,  40,   5, COPIED,  60", // unless the log no longer holds it
    })
    void decides(
            long source,
            @Nullable Long destination,
            @Nullable Long written,
            @Nullable Long intended,
            GroupState state,
            String write) {
        Map<PartitionName, CopiedOffset> known =
                written == null && intended == null ? Map.of() : known(written, intended);
        GroupView view = view(
                Map.of(ORDERS_0, commit(source)),
                destination == null ? Map.of() : Map.of(ORDERS_0, commit(destination)));

        Verdict verdict = judge(view, known);

        assertThat(verdict.status().state()).isEqualTo(state);
        assertThat(verdict.writes())
                .isEqualTo(write.equals("-") ? Map.of() : Map.of(ORDERS_0, commit(Long.parseLong(write))));
        assertThat(verdict.writes().values())
                .allSatisfy(commit -> assertThat(LOG.holds(commit.offset())).isTrue());
        assertRecognisedEitherWay(view, verdict);
        assertSameWhenJudgedAgain(view, verdict);
    }

    /** Whether the agent dies before or after the commit, what the destination holds is known to be Orbit's. */
    private static void assertRecognisedEitherWay(GroupView view, Verdict verdict) {
        if (verdict.writes().isEmpty()) {
            return;
        }
        assertThat(GroupRule.moved(view.destination(), byName(verdict.record())))
                .isEmpty();
        Map<PartitionName, Commit> after = new TreeMap<>(view.destination());
        after.putAll(verdict.writes());
        assertThat(GroupRule.moved(after, byName(verdict.record()))).isEmpty();
    }

    private static void assertSameWhenJudgedAgain(GroupView view, Verdict verdict) {
        Verdict again = judge(view, byName(verdict.record()));

        assertThat(again.record()).isEqualTo(verdict.record());
        assertThat(again.writes()).isEqualTo(verdict.writes());
    }

    private static Map<PartitionName, CopiedOffset> byName(@Nullable CopiedGroup record) {
        Map<PartitionName, CopiedOffset> offsets = new TreeMap<>();
        if (record != null) {
            record.offsets()
                    .forEach(offset -> offsets.put(new PartitionName(offset.topic(), offset.partition()), offset));
        }
        return offsets;
    }

    @Test
    void writesTheMetadataAndNoLeaderEpoch() {
        Verdict verdict = judge(view(Map.of(ORDERS_0, new Commit(50, "streams", true)), Map.of()), Map.of());

        assertThat(verdict.writes()).containsExactly(Map.entry(ORDERS_0, new Commit(50, "streams", false)));
    }

    @Test
    void writesAgainWhenTheMetadataAloneChanged() {
        Verdict first = judge(view(Map.of(ORDERS_0, new Commit(50, "a", false)), Map.of()), Map.of());
        CopiedGroup landed = first.record() == null ? null : first.record().withLanded((topic, partition) -> true);

        Verdict second = judge(
                view(Map.of(ORDERS_0, new Commit(50, "b", false)), Map.of(ORDERS_0, new Commit(50, "a", false))),
                byName(landed));

        assertThat(second.writes()).containsExactly(Map.entry(ORDERS_0, new Commit(50, "b", false)));
    }

    /** Consumers commit with the epoch of their cluster; Orbit never does. */
    @Test
    void takesACommitWithALeaderEpochForSomebodyElses() {
        Verdict verdict =
                judge(view(Map.of(ORDERS_0, commit(60)), Map.of(ORDERS_0, new Commit(50, "", true))), known(50L, null));

        assertThat(verdict.status().state()).isEqualTo(GroupState.MOVED);
        assertThat(verdict.writes()).isEmpty();
    }

    @Test
    void leavesTheWholeGroupAloneWhenOneOfItsCommitsIsNotOrbits() {
        Verdict verdict = judge(
                view(Map.of(ORDERS_0, commit(60), ORDERS_1, commit(60)), Map.of(ORDERS_1, commit(70))),
                known(50L, null));

        assertThat(verdict.writes()).isEmpty();
        assertThat(verdict.status().reason()).contains("70 on orders-1", "delete the group at the destination");
        assertThat(byName(verdict.record())).isEqualTo(known(50L, null));
    }

    @Test
    void leavesAnActiveGroupAloneAndRemembersWhatItWrote() {
        GroupView view = new GroupView(
                "billing", "eu.billing", Map.of(ORDERS_0, commit(60)), true, Map.of(ORDERS_0, commit(50)), null);

        Verdict verdict = judge(view, known(50L, null));

        assertThat(verdict.status().state()).isEqualTo(GroupState.ACTIVE);
        assertThat(verdict.writes()).isEmpty();
        assertThat(byName(verdict.record())).isEqualTo(known(50L, null));
    }

    @Test
    void copiesOnePartitionWhileAnotherWaits() {
        Verdict verdict = judge(view(Map.of(ORDERS_0, commit(120), ORDERS_1, commit(60)), Map.of()), Map.of());

        assertThat(verdict.writes()).containsExactly(Map.entry(ORDERS_1, commit(60)));
        assertThat(verdict.status().state()).isEqualTo(GroupState.WAITING);
        assertThat(verdict.status().reason()).contains("offset 120 of orders-0", "up to 100");
        assertThat(verdict.status().partitions()).contains(new Snapshot.GroupPartition("orders", 0, 120, null));
    }

    @Test
    void waitsForALeader() {
        Verdict verdict = GroupRule.judge(
                "default", view(Map.of(ORDERS_0, commit(50)), Map.of()), Map.of(), partition -> Optional.empty());

        assertThat(verdict.status().state()).isEqualTo(GroupState.WAITING);
        assertThat(verdict.record()).isNull();
    }

    @Test
    void tellsWhyAGroupCannotBeRead() {
        Verdict verdict = judge(
                new GroupView("billing", "billing", Map.of(), false, Map.of(), "Describe on group billing"),
                known(1L, null));

        assertThat(verdict.status().state()).isEqualTo(GroupState.FAILED);
        assertThat(verdict.status().reason()).isEqualTo("Describe on group billing");
        assertThat(byName(verdict.record())).isEqualTo(known(1L, null));
    }

    @Test
    void showsABoundedNumberOfPartitions() {
        Map<PartitionName, Commit> source = new TreeMap<>();
        IntStream.range(0, 50).forEach(partition -> source.put(new PartitionName("orders", partition), commit(50)));

        Snapshot.Group status = judge(view(source, Map.of()), Map.of()).status();

        assertThat(status.partitionCount()).isEqualTo(50);
        assertThat(status.partitions()).hasSize(Snapshot.GROUP_PARTITIONS_MAX);
    }
}
