// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.verify;

import static dev.orbit.agent.verify.Records.committed;
import static dev.orbit.agent.verify.Records.seen;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orbit.agent.verify.Compaction.Unshadowed;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CompactionTest {

    private final Compaction compaction = new Compaction(2);

    @Test
    void aLaterRecordOfTheKeyShadows() {
        compaction.onlyOn(Side.DESTINATION, committed(0, "a", "1"), true);
        compaction.onlyOn(Side.DESTINATION, committed(1, "b", "1"), true);
        compaction.onlyOn(Side.DESTINATION, committed(2, "a", "2"), true);
        assertThat(compaction.first()).contains(new Unshadowed(Side.DESTINATION, 1));

        compaction.onBoth(committed(3, "a", "3"), committed(3, "a", "3"));
        compaction.onBoth(committed(4, "b", "2"), committed(4, "b", "2"));

        assertThat(compaction.isWaiting()).isFalse();
        assertThat(compaction.shadowedCount()).isEqualTo(3);
    }

    @Test
    void aRecordThatOnlyTheOtherSideHasDoesNotShadow() {
        compaction.onlyOn(Side.SOURCE, committed(0, "a", "1"), true);
        compaction.onlyOn(Side.DESTINATION, committed(1, "a", null), true);

        assertThat(compaction.first()).contains(new Unshadowed(Side.SOURCE, 0));
        assertThat(compaction.tombstoneCount()).isEqualTo(1);
    }

    @Test
    void aRecordBeyondTheEndOfTheOtherLogShadows() {
        compaction.onlyOn(Side.SOURCE, committed(0, "a", "1"), true);
        compaction.beyond(seen(Outcome.ABORTED, 8, "a", "2"));
        assertThat(compaction.isWaiting()).isTrue();

        compaction.beyond(committed(9, "a", "3"));

        assertThat(compaction.isWaiting()).isFalse();
    }

    @Test
    void onlyACommittedRecordShadows() {
        compaction.onlyOn(Side.SOURCE, committed(0, "a", "1"), true);
        compaction.onBoth(seen(Outcome.ABORTED, 1, "a", "2"), seen(Outcome.ABORTED, 1, "a", "2"));
        compaction.onlyOn(Side.SOURCE, seen(Outcome.OPEN, 2, "a", "3"), false);
        assertThat(compaction.first()).contains(new Unshadowed(Side.SOURCE, 0));

        compaction.onBoth(seen(Outcome.COMMITTED, 3, "a", "4"), seen(Outcome.OPEN, 3, "a", "4"));

        assertThat(compaction.isWaiting()).isFalse();
    }

    @Test
    void whatCompactionRemovesWithoutAShadowIsCounted() {
        compaction.onlyOn(Side.SOURCE, committed(0, "a", null), true);
        compaction.onlyOn(Side.SOURCE, seen(Outcome.ABORTED, 1, "b", "1"), true);
        compaction.onlyOn(Side.DESTINATION, committed(2, null, "1"), true);

        assertThat(compaction.isWaiting()).isFalse();
        assertThat(Remarks.ofCompaction(compaction))
                .extracting(Remark::code)
                .containsExactly("tombstones_on_one_side", "aborted_on_one_side", "keyless_on_one_side");
        assertThat(Remarks.ofCompaction(compaction))
                .extracting(Remark::message)
                .containsExactly(
                        "1 tombstone on one side only: compaction removes them after delete.retention.ms",
                        "1 record of aborted transactions on one side only: compaction removes them",
                        "1 record without a key on one side only: compaction removes them");
    }

    /** One side has removed the records of an aborted transaction of which the other has not seen the end. */
    @Test
    void aRecordWhoseTransactionHasEndedOnTheOtherSideAloneIsCounted() {
        compaction.onlyOn(Side.DESTINATION, seen(Outcome.OPEN, 0, "a", "1"), true);
        assertThat(compaction.isWaiting()).isFalse();
        assertThat(compaction.undecidedCount()).isEqualTo(1);
        assertThat(Remarks.ofCompaction(compaction)).singleElement().satisfies(remark -> {
            assertThat(remark.code()).isEqualTo("undecided_on_one_side");
            assertThat(remark.message()).contains("1 record", "has not ended there yet");
        });

        compaction.onlyOn(Side.DESTINATION, seen(Outcome.OPEN, 1, "b", "1"), false);
        assertThat(compaction.first()).contains(new Unshadowed(Side.DESTINATION, 1));
    }

    @Test
    void aTombstoneShadowsWhatItDeletes() {
        compaction.onlyOn(Side.DESTINATION, committed(0, "a", "1"), true);
        compaction.onlyOn(Side.DESTINATION, committed(1, "a", null), true);

        assertThat(compaction.isWaiting()).isFalse();
        assertThat(compaction.shadowedCount()).isEqualTo(1);
        assertThat(compaction.tombstoneCount()).isEqualTo(1);
    }

    @Test
    void memoryIsBounded() {
        compaction.onlyOn(Side.SOURCE, committed(0, "a", "1"), true);
        compaction.onlyOn(Side.SOURCE, committed(1, "b", "1"), true);

        assertThatThrownBy(() -> compaction.onlyOn(Side.SOURCE, committed(2, "c", "1"), true))
                .isInstanceOf(Compaction.TooManyKeysException.class)
                .hasMessageContaining("More than 2 keys");
    }

    /** The first tombstone of the source alone that the destination ignores, as it holds these records. */
    private Optional<LoneTombstones.Ignored> ignoredAtDestination(SeenRecord... records) {
        LoneTombstones tombstones = compaction.loneTombstones(Side.SOURCE);
        for (SeenRecord seen : records) {
            if (tombstones.isOpenAt(seen.offset())) {
                tombstones.read(seen);
            }
        }
        return tombstones.first();
    }

    @Test
    void aTombstoneIsIgnoredWhereTheValueBeforeItIsTheLastOfItsKey() {
        compaction.onBoth(committed(1, "k", "v"), committed(1, "k", "v"));
        compaction.onlyOn(Side.SOURCE, committed(5, "k", null), true);

        assertThat(compaction.loneTombstones(Side.DESTINATION).size()).isZero();
        assertThat(ignoredAtDestination(committed(1, "k", "v"), committed(9, "other", "o")))
                .contains(new LoneTombstones.Ignored(5, 1));
    }

    @Test
    void aTombstoneThatTheDestinationAloneHoldsIsLookedForAtTheSource() {
        compaction.onlyOn(Side.DESTINATION, committed(5, "k", null), true);
        LoneTombstones tombstones = compaction.loneTombstones(Side.DESTINATION);
        tombstones.read(committed(1, "k", "v"));

        assertThat(tombstones.first()).contains(new LoneTombstones.Ignored(5, 1));
        assertThat(ignoredAtDestination(committed(1, "k", "v"))).isEmpty();
    }

    @Test
    void aTombstoneIsNotIgnoredWhereNothingOfItsKeyIsLeft() {
        compaction.onlyOn(Side.SOURCE, committed(5, "k", null), true);

        assertThat(ignoredAtDestination(committed(1, "other", "v"), committed(2, null, "v")))
                .isEmpty();
    }

    @Test
    void aTombstoneIsNotIgnoredWhereTheKeysLastRecordIsAnotherOne() {
        compaction.onlyOn(Side.SOURCE, committed(5, "k", null), true);
        assertThat(ignoredAtDestination(committed(1, "k", "v"), committed(3, "k", null)))
                .as("an earlier tombstone")
                .isEmpty();
        assertThat(ignoredAtDestination(committed(1, "k", "v"), committed(9, "k", "w")))
                .as("a later value, beyond what was compared too")
                .isEmpty();
    }

    @Test
    void onlyCommittedRecordsKeepOrDelete() {
        compaction.onlyOn(Side.SOURCE, seen(Outcome.OPEN, 4, "k", null), false);
        assertThat(compaction.loneTombstones(Side.SOURCE).size()).isZero();

        compaction.onlyOn(Side.SOURCE, committed(5, "k", null), true);
        assertThat(ignoredAtDestination(seen(Outcome.ABORTED, 1, "k", "v"), seen(Outcome.OPEN, 2, "k", "v")))
                .isEmpty();
        assertThat(ignoredAtDestination(committed(3, "k", "v"), seen(Outcome.ABORTED, 8, "k", "w")))
                .contains(new LoneTombstones.Ignored(5, 3));
    }

    @Test
    void aLaterRecordOnTheOtherSideSettlesATombstoneWithoutAnotherReading() {
        compaction.onlyOn(Side.SOURCE, committed(1, "a", null), true);
        compaction.onlyOn(Side.SOURCE, committed(2, "b", null), true);
        compaction.onBoth(committed(3, "a", "1"), committed(3, "a", "1"));
        compaction.onlyOn(Side.DESTINATION, committed(4, "b", null), true);

        assertThat(compaction.loneTombstones(Side.SOURCE).size()).isZero();
        assertThat(compaction.loneTombstones(Side.DESTINATION).size()).isEqualTo(1);
    }

    /** As where the source has dropped many by time, and the destination has not yet. */
    @Test
    void tombstonesThatThereIsNoRoomForAreNotLookedForAndToldOf() {
        compaction.onlyOn(Side.SOURCE, committed(0, "a", null), true);
        compaction.onlyOn(Side.DESTINATION, committed(1, "b", null), true);
        compaction.onlyOn(Side.DESTINATION, committed(2, "c", null), true);
        // of this key the first one tells all
        compaction.onlyOn(Side.DESTINATION, committed(3, "b", null), true);

        assertThat(compaction.loneTombstones(Side.SOURCE).size()).isEqualTo(1);
        assertThat(compaction.loneTombstones(Side.DESTINATION).size()).isEqualTo(1);
        assertThat(compaction.tombstoneCount()).isEqualTo(4);
        assertThat(Remarks.ofCompaction(compaction))
                .filteredOn(remark -> remark.code().equals("unchecked_tombstones"))
                .singleElement()
                .satisfies(remark -> {
                    assertThat(remark.count()).isEqualTo(1);
                    assertThat(remark.message()).contains("1 tombstone ", "JAVA_TOOL_OPTIONS=-Xmx8g");
                });
    }

    @Test
    void theRoomIsForTheKeysThatWaitFirst() {
        compaction.onlyOn(Side.SOURCE, committed(0, "a", null), true);
        compaction.onlyOn(Side.DESTINATION, committed(1, "b", null), true);
        compaction.onlyOn(Side.DESTINATION, committed(2, "c", "1"), true);
        compaction.onlyOn(Side.DESTINATION, committed(3, "d", "1"), true);

        assertThat(compaction.loneTombstones(Side.SOURCE).size()).isZero();
        assertThat(compaction.uncheckedTombstoneCount()).isEqualTo(2);
        assertThatThrownBy(() -> compaction.onlyOn(Side.SOURCE, committed(4, "e", "1"), true))
                .isInstanceOf(Compaction.TooManyKeysException.class);
    }
}
