// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.mirror;

import dev.orbit.agent.state.SourceCompaction;
import dev.orbit.schemas.Snapshot.LostRange;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds out whether a mirror partition may have missed a tombstone. Used under the target's monitor. */
final class Staleness {

    private final SourceHistory history;
    private final Freshness freshness;
    private final Runnable wakeLease;
    private @Nullable SourceCompaction compaction;
    private long askedMs = System.currentTimeMillis();

    Staleness(@Nullable SourceCompaction compaction, SourceHistory history, Runnable wakeLease) {
        this.compaction = compaction;
        this.history = history;
        this.freshness = new Freshness(compaction == null ? askedMs : compaction.heldAsOfMs());
        this.wakeLease = wakeLease;
    }

    /** The source is about to be asked. */
    void asked() {
        askedMs = System.currentTimeMillis();
    }

    void answered(long sourceEndOffset, long highWatermark) {
        freshness.answered(askedMs, sourceEndOffset, highWatermark);
    }

    void recorded(@Nullable SourceCompaction known) {
        compaction = known;
    }

    /** Whether what is missing may have been a tombstone: if so, and until that is recorded, nothing is appended. */
    boolean isFound(Optional<LostRange> gap) {
        SourceCompaction cleaner = compaction;
        long behindMs = System.currentTimeMillis() - freshness.heldAsOfMs();
        if (gap.isEmpty() || cleaner == null || behindMs <= cleaner.deleteRetentionMs() || history.isStale()) {
            return false;
        }
        history.stale(gap.get().fromOffset(), gap.get().toOffset(), behindMs, cleaner.deleteRetentionMs());
        wakeLease.run();
        return true;
    }

    /** Whether the source's log cleaner is at work. */
    boolean isOfCompacted() {
        return compaction != null;
    }

    /** To a step; null where nobody has to know. */
    @Nullable
    Long heldAsOfMs() {
        SourceCompaction known = compaction;
        return known == null ? null : (Long) known.toStep(freshness.heldAsOfMs());
    }
}
