// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.mirror;

import dev.orbit.agent.command.Command.Finding;
import dev.orbit.agent.link.SourceLog.Vanished;
import dev.orbit.agent.state.SourceEpochs;
import dev.orbit.agent.state.SourceTrouble;
import dev.orbit.schemas.Snapshot.LostRange;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the source's log of one partition, and what was found out and is not recorded yet: until it is, nothing
 * more is fetched. Pure; used under the target's monitor.
 */
final class SourceHistory {

    /** A follower that takes over may not know at once where the log starts, or how far it is acknowledged. */
    private static final int TOO_SHORT_COUNT = 2;

    private static final long NONE = -1;

    private final int partition;
    private SourceTrouble trouble;
    private SourceEpochs epochs;
    private @Nullable String diverged;
    private @Nullable Finding finding;
    private int tooShortCount;
    private long skipTo;
    private boolean wantsToBeToldAgain;
    private boolean epochsAreForgotten;

    /** The mirror's end, where the source has forgotten the epoch of the last record before. */
    private long vanishedBefore = NONE;

    private int epochBeforeVanished;

    private boolean isDisputed;
    private int disputeCount;
    private int heardLeaderEpoch = SourceEpochs.UNKNOWN;

    SourceHistory(int partition, SourceTrouble trouble, SourceEpochs epochs) {
        this.partition = partition;
        this.trouble = trouble;
        this.epochs = epochs;
        this.diverged = trouble.diverged().get(partition);
    }

    /** This is in the state now. */
    void recorded(SourceTrouble troubleInState, SourceEpochs inState) {
        trouble = troubleInState;
        epochs = inState;
        String stopped = trouble.diverged().get(partition);
        diverged = stopped != null ? stopped : diverged;
        if (finding instanceof Finding.Lost lost && trouble.covers(partition, lost.range())) {
            skipTo = lost.range().toOffset();
            finding = null;
        } else if (finding instanceof Finding.Epochs found && found.epochs().equals(inState)) {
            finding = null;
        } else if (finding instanceof Finding.Diverged && stopped != null) {
            finding = null;
        } else if (finding instanceof Finding.Stale && isStale()) {
            finding = null;
        }
    }

    /** What waits to be recorded; null: nothing. */
    @Nullable
    Finding finding() {
        return finding;
    }

    /** Why nothing more is mirrored; null while it is. */
    @Nullable
    String diverged() {
        return diverged;
    }

    /** Whether the next fetch has to wait. */
    boolean holds() {
        return finding != null || diverged != null;
    }

    /**
     * Whether the fetch that is about to be sent leaves the partition out: while it waits, and once at least after an answer
     * of which something is still to be done. Only of a partition that was left out a source tells again what it told.
     */
    boolean leavesOut() {
        boolean leavesOut = wantsToBeToldAgain || holds();
        wantsToBeToldAgain = false;
        return leavesOut;
    }

    /**
     * From where on the next fetch asks: not always at the log's end, as the source may hold nothing there any more.
     *
     * @param logNextOffset where the log would go on
     */
    long asksFrom(long logNextOffset) {
        return Math.max(logNextOffset, skipTo);
    }

    /** The source's log does not know them any more, as one does that is written in an old format. */
    void epochsAreForgotten() {
        epochsAreForgotten = true;
    }

    /** The epoch that the source gave to a record the mirror holds; {@link SourceEpochs#UNKNOWN}. */
    int epochAt(long offset) {
        return epochs.at(offset);
    }

    /**
     * The epoch that the source gave to the record before the next fetch, whether or not the mirror still holds that one;
     * {@link SourceEpochs#UNKNOWN}, also where the next fetch does not follow on the log's end. Where the source has forgotten
     * it: the one before, of which it has records.
     */
    int asksWith(long logEndOffset, long nextOffset) {
        if (nextOffset != logEndOffset || epochsAreForgotten) {
            return SourceEpochs.UNKNOWN;
        }
        return vanishedBefore == logEndOffset ? epochBeforeVanished : epochs.at(logEndOffset - 1);
    }

    /** The source parts from the mirror: whether it lost anything is to be found out. */
    void disputed() {
        isDisputed = true;
        disputeCount++;
        wantsToBeToldAgain = true;
    }

    /** Whether that is neither found out yet, nor withdrawn by the source, which brings something again. */
    boolean isDisputed() {
        return isDisputed;
    }

    /** How often that has begun. What the source was asked before says nothing about the mirror any more. */
    int disputeCount() {
        return disputeCount;
    }

    /**
     * The source has parted from the mirror. Whether it was asked with an older epoch than that of the mirror's last record: then
     * that proves nothing, as a replica leads again that never forgot that one, or lost it; and the next fetch asks with it.
     */
    boolean asksAnew(long logEndOffset) {
        boolean wasOlder = vanishedBefore == logEndOffset;
        vanishedBefore = NONE;
        return wasOlder;
    }

    /**
     * What must not be at the source any more if its answer is to tell of nothing but its log cleaner: that one took all
     * records of the mirror's last epochs, and a replica leads that was copied later and never knew those. Empty: the source
     * has lost records.
     *
     * @param epoch the largest that the source has, up to that of the mirror's last record
     * @param endOffset where it ends at the source
     */
    Optional<Vanished> mayBeCleaned(long logEndOffset, int epoch, long endOffset) {
        int last = epochs.at(logEndOffset - 1);
        return epoch < last && endOffset >= logEndOffset && epochs.meets(epoch)
                ? Optional.of(new Vanished(epochs.endOf(epoch, logEndOffset), logEndOffset, epoch, last))
                : Optional.empty();
    }

    /**
     * The source holds nothing that contradicts the mirror, which goes on. Whether all that vanished had a newer record of its
     * key cannot be told: an unclean election may have taken it first, and the cleaner what was written in its place.
     *
     * @param epoch of the source's last record before
     */
    void cleaned(Vanished vanished, int epoch) {
        isDisputed = false;
        vanishedBefore = vanished.toOffset();
        epochBeforeVanished = epoch;
        if (!isStale()) {
            found(new Finding.Stale("the source has forgotten its leader epoch " + vanished.epoch()
                    + ", and holds nothing any more, at least at the offsets " + vanished.fromOffset() + " to "
                    + (vanished.toOffset() - 1)
                    + ", of which the mirror holds records: its log cleaner took them, or it"
                    + " lost them, as by an unclean leader election, and the cleaner took what it wrote there since. It"
                    + " is mirrored on, and may hold records that the source does not. To have the topic mirrored anew:"
                    + " orbit resync --topic " + epochs.topic()));
        }
    }

    /**
     * The next record to append has another epoch than the ones before. That begins where those end: what lies between is
     * empty, or another log of theirs goes on there. Where the source has forgotten those, that it holds nothing of them and of
     * the ones before was all that spoke for it.
     *
     * @param firstOffset of a record of it
     */
    void epochBegins(int epoch, long firstOffset, long logEndOffset) {
        epochsAreForgotten = false;
        if (vanishedBefore == logEndOffset && epoch != SourceEpochs.UNKNOWN && epoch < epochs.at(logEndOffset - 1)) {
            parted(logEndOffset, epoch, logEndOffset);
        } else {
            long start = Math.min(firstOffset, asksFrom(logEndOffset));
            found(new Finding.Epochs(epochs.upTo(logEndOffset).with(epoch, start)));
        }
    }

    /** The source answered, with records or without. */
    void answered() {
        tooShortCount = 0;
        isDisputed = false;
    }

    /** The leader of this epoch answered, and has all that the mirror holds. */
    void heard(int leaderEpoch) {
        heardLeaderEpoch = leaderEpoch;
    }

    /** Of the leader that was heard last; {@link SourceEpochs#UNKNOWN}: none was, or none that tells its epoch. */
    int heardLeaderEpoch() {
        return heardLeaderEpoch;
    }

    /** Whether it is recorded that the mirror may hold what the source has taken back. */
    boolean isStale() {
        return trouble.stale().containsKey(partition);
    }

    /**
     * The source's log cleaner may have taken tombstones and markers away before they were mirrored.
     *
     * @param fromOffset the first offset that is missing
     * @param toOffset exclusive
     * @param behindMs how long ago the mirror held everything
     */
    void stale(long fromOffset, long toOffset, long behindMs, long deleteRetentionMs) {
        found(new Finding.Stale("the mirror was behind for " + behindMs + " ms, longer than the source's"
                + " delete.retention.ms of " + deleteRetentionMs + ", and offsets " + fromOffset + " to "
                + (toOffset - 1) + " are gone there: a tombstone or a transaction marker may have been among them."
                + " It is mirrored on, and may hold records that the source has deleted. See that delete.retention.ms"
                + " at the source is longer than mirroring all of it takes, then: orbit resync --topic "
                + epochs.topic()));
    }

    /** The source's log starts behind what the mirror holds. */
    void lost(long logEndOffset, long sourceLogStartOffset) {
        LostRange range = new LostRange(logEndOffset, sourceLogStartOffset);
        if (trouble.covers(partition, range)) {
            skipTo = sourceLogStartOffset;
        } else {
            found(new Finding.Lost(range));
        }
    }

    /** The source ends before the mirror does. */
    void tooShort(long logEndOffset, long sourceEndOffset) {
        if (++tooShortCount >= TOO_SHORT_COUNT) {
            diverged(
                    logEndOffset,
                    "the source ends at offset " + sourceEndOffset + " and has lost what it had from there on");
        }
    }

    /**
     * The source does not hold what it gave to the mirror.
     *
     * @param epoch the largest that the source has, up to that of the mirror's last record
     * @param endOffset where it ends at the source
     */
    void parted(long logEndOffset, int epoch, long endOffset) {
        long at = Math.min(endOffset, epochs.endOf(epoch, logEndOffset));
        diverged(
                logEndOffset,
                "the source parts from the mirror at offset " + at + ": there its leader epoch " + epoch
                        + " ends, so it has lost records, as by an unclean leader election");
    }

    /**
     * The source's log has never heard of the epoch of the mirror's last record.
     *
     * @param latest of the source's epochs
     */
    void beyond(long logEndOffset, int latest) {
        diverged(
                logEndOffset,
                "the source's log is not the one that was mirrored: its latest leader epoch is " + latest
                        + ", as when a topic was made anew");
    }

    private void diverged(long logEndOffset, String what) {
        int epoch = epochs.at(logEndOffset - 1);
        String why = what + ". The mirror holds records up to offset " + (logEndOffset - 1)
                + (epoch == SourceEpochs.UNKNOWN ? "" : ", the last of the source's leader epoch " + epoch)
                + ". Nothing more is mirrored into this partition; to have the topic mirrored anew: orbit resync --topic "
                + epochs.topic();
        diverged = why;
        found(new Finding.Diverged(why));
    }

    private void found(Finding news) {
        finding = news;
        wantsToBeToldAgain = true;
    }
}
