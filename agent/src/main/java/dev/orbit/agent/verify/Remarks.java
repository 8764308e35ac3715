// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Puts what is no difference into words. Pure. */
final class Remarks {

    private Remarks() {}

    /**
     * Whose log starts later, or earlier. No more than a remark: with one and the same retention each side deletes whole segments of its
     * own, and where a mirror was to begin is not known here. Once a topic is COMPLETE, its source deletes by itself.
     */
    static List<Remark> ofLogStarts(LogBounds source, LogBounds destination, Extent extent) {
        if (source.logStartOffset() > destination.endOffset()) {
            return List.of(new Remark(
                    "source_ahead_of_mirror",
                    "the source's log starts at offset " + source.logStartOffset()
                            + ", beyond the destination's end at " + destination.endOffset()
                            + ": nothing can be compared; either the mirror has not started, or the source removed"
                            + " records before they were mirrored",
                    null));
        }
        if (destination.logStartOffset() > source.logStartOffset()) {
            return List.of(new Remark(
                    "starts_later",
                    "starts later: the destination's log starts at offset " + destination.logStartOffset()
                            + ", the source's at " + source.logStartOffset()
                            + " (a chosen start, shorter retention at the destination, or a source that was killed"
                            + " before it had noted on disk where its log starts, and holds deleted records again)",
                    destination.logStartOffset() - source.logStartOffset()));
        }
        if (destination.logStartOffset() < source.logStartOffset() && extent != Extent.SOURCE_IS_PREFIX) {
            return List.of(new Remark(
                    "starts_earlier",
                    "starts earlier: the destination's log starts at offset " + destination.logStartOffset()
                            + ", the source's at " + source.logStartOffset()
                            + " (longer retention at the destination, or a source that has just deleted records); what"
                            + " the source does not have any more is not compared",
                    source.logStartOffset() - destination.logStartOffset()));
        }
        return List.of();
    }

    /** Records that went while they were read. */
    static Optional<Remark> ofRemoved(long count) {
        return count == 0
                ? Optional.empty()
                : Optional.of(new Remark(
                        "log_start_moved",
                        "the log start moved while the partition was read: " + count
                                + (count == 1 ? " record was" : " records were")
                                + " removed on one side and not compared",
                        count));
    }

    /**
     * Transactions that keep outcomes undecided.
     *
     * @param bounds when the partition's turn came
     * @param after the last stable offset when it was read
     */
    static Remark ofOpenTransaction(Side side, LogBounds bounds, long after, long end) {
        long before = bounds.lastStableOffset();
        boolean isDeleted = bounds.isHeldUpByWhatWasDeleted();
        String movement = before != after
                ? "was at " + before + " and is at " + after + " now: transactions were open"
                : isDeleted
                        ? "stands at " + before + ", not beyond its log start at " + bounds.logStartOffset()
                                + ": a transaction is open whose first records were deleted, and which the other side"
                                + " need not hold open"
                        : "stands at " + before + ": a transaction is open";
        return new Remark(
                isDeleted ? "deleted_transaction" : "open_transaction",
                "the " + side + "'s last stable offset " + movement + "; outcomes were compared below offset " + before
                        + ", records below " + end,
                null);
    }

    /** What compaction has removed on one side alone. */
    static List<Remark> ofCompaction(Compaction compaction) {
        List<Remark> remarks = new ArrayList<>();
        add(
                remarks,
                "shadowed_records",
                compaction.shadowedCount(),
                "record",
                "on one side only, shadowed by a later record of the key");
        add(
                remarks,
                "tombstones_on_one_side",
                compaction.tombstoneCount(),
                "tombstone",
                "on one side only: compaction removes them after delete.retention.ms");
        add(
                remarks,
                "unchecked_tombstones",
                compaction.uncheckedTombstoneCount(),
                "tombstone",
                "on one side only of which there was no memory to check that the other side does not keep the value."
                        + " Give the process more memory (JAVA_TOOL_OPTIONS=-Xmx8g) and verify the topic again");
        add(
                remarks,
                "aborted_on_one_side",
                compaction.abortedCount(),
                "record",
                "of aborted transactions on one side only: compaction removes them");
        add(
                remarks,
                "keyless_on_one_side",
                compaction.keylessCount(),
                "record",
                "without a key on one side only: compaction removes them");
        add(
                remarks,
                "undecided_on_one_side",
                compaction.undecidedCount(),
                "record",
                "on one side only, in a transaction that has not ended there yet");
        return remarks;
    }

    private static void add(List<Remark> remarks, String code, long count, String noun, String what) {
        if (count > 0) {
            remarks.add(new Remark(code, count + " " + noun + (count == 1 ? " " : "s ") + what, count));
        }
    }
}
