// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.mirror;

import dev.orbit.agent.command.Command.Finding;
import dev.orbit.agent.link.SourceLog.Vanished;
import dev.orbit.agent.state.SourceEpochs;
import dev.orbit.agent.state.SourceTrouble;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A mirror partition without its log, its network and its coordinator: they are fields. What outlives a crash is the log
 * and what is recorded; what was found out and is not recorded yet does not.
 */
final class MirrorModel {

    private static final int PARTITION = 3;
    private static final SourceEpochs NO_EPOCHS = SourceEpochs.none("orders", PARTITION);

    private final SourceModel source;
    /** Ids by offset. */
    final NavigableMap<Long, Long> log = new TreeMap<>();

    long startOffset;
    long endOffset;
    private long sourceEndOffset;
    private SourceTrouble trouble = SourceTrouble.NONE;
    private SourceEpochs epochs = NO_EPOCHS;
    private SourceHistory history = new SourceHistory(PARTITION, trouble, epochs);
    private @Nullable Gap gap;

    /** The answer to a question about a gap, which is on its way. */
    private record Gap(long from, long end, int disputeCount) {}

    MirrorModel(SourceModel source) {
        this.source = source;
    }

    SourceTrouble trouble() {
        return trouble;
    }

    int partition() {
        return PARTITION;
    }

    boolean isDiverged() {
        return history.diverged() != null;
    }

    /** Whether it is told that the mirror may hold what the source does not. */
    boolean isStale() {
        return trouble.stale().containsKey(PARTITION);
    }

    /** The source's of the mirror's last record, wherever that is by now; negative: not known. */
    int lastEpoch() {
        return nextOffset() == endOffset ? history.epochAt(endOffset - 1) : SourceEpochs.UNKNOWN;
    }

    /** The destination's own retention takes what lies before an offset. */
    void deleteBefore(long offset) {
        startOffset = Math.max(startOffset, offset);
        log.headMap(startOffset).clear();
    }

    /** The process ends, and another begins. */
    void crash() {
        history = new SourceHistory(PARTITION, trouble, epochs);
        gap = null;
        source.forget();
    }

    /** The coordinator records what was found, and that is read here. */
    void record() {
        Finding finding = history.finding();
        if (finding instanceof Finding.Lost lost) {
            trouble = trouble.withLost(PARTITION, lost.range());
        } else if (finding instanceof Finding.Diverged diverged) {
            trouble = trouble.withDiverged(PARTITION, diverged.reason());
        } else if (finding instanceof Finding.Stale stale) {
            trouble = trouble.withStale(PARTITION, stale.reason());
        } else if (finding instanceof Finding.Epochs found) {
            epochs = found.epochs();
        }
        history.recorded(trouble, epochs);
    }

    /** One fetch and its answer. */
    void fetch(int recordsMax) {
        if (history.leavesOut()) {
            source.forget();
            return;
        }
        SourceModel.Answer answer = source.fetch(nextOffset(), history.asksWith(endOffset, nextOffset()), recordsMax);
        if (answer instanceof SourceModel.Answer.OutOfRange) {
            outOfRange();
        } else if (answer instanceof SourceModel.Answer.Diverging diverging) {
            diverging(diverging.epoch(), diverging.endOffset());
            broughtNothing();
        } else if (answer instanceof SourceModel.Answer.Records found) {
            history.answered();
            sourceEndOffset = found.highWatermark();
            deliver(found);
        } else {
            broughtNothing();
        }
    }

    private void broughtNothing() {
        long next = nextOffset();
        if (!history.holds() && !history.isDisputed() && next < sourceEndOffset && source.isEmptyFrom(next)) {
            gap = new Gap(next, source.endOffset, history.disputeCount());
        }
    }

    /** What was asked about a gap, and is not answered yet. */
    @Nullable
    Object question() {
        return gap;
    }

    /** What was asked about a gap is answered. */
    void answerGap() {
        Gap answer = gap;
        gap = null;
        if (answer != null
                && !history.holds()
                && history.disputeCount() == answer.disputeCount()
                && nextOffset() == answer.from()
                && nextOffset() < sourceEndOffset) {
            carryEnd(Math.min(answer.end(), sourceEndOffset));
        }
    }

    private long nextOffset() {
        return history.asksFrom(endOffset);
    }

    private void diverging(int epoch, long end) {
        history.disputed();
        if (history.asksAnew(endOffset)) {
            return;
        }
        Optional<Vanished> vanished = history.mayBeCleaned(endOffset, epoch, end);
        if (vanished.isPresent() && source.isThrottled) {
            return;
        }
        if (vanished.isPresent() && source.hasVanished(vanished.get())) {
            history.cleaned(vanished.get(), epoch);
        } else {
            history.parted(endOffset, epoch, end);
        }
    }

    private void outOfRange() {
        if (source.startOffset > nextOffset()) {
            history.lost(endOffset, source.startOffset);
        } else if (source.endOffset < nextOffset() && endOffset > 0) {
            history.tooShort(endOffset, source.endOffset);
        }
    }

    private void deliver(SourceModel.Answer.Records found) {
        for (SourceModel.Found record : found.records()) {
            if (history.epochAt(record.offset()) != record.epoch()) {
                history.epochBegins(record.epoch(), record.offset(), endOffset);
                return;
            }
            log.put(record.offset(), record.id());
            endOffset = record.offset() + 1;
        }
        if (found.records().isEmpty() && endOffset < found.highWatermark()) {
            carryEnd(found.highWatermark());
        }
        startOffset = Math.max(startOffset, Math.min(source.startOffset, endOffset));
        log.headMap(startOffset).clear();
    }

    private void carryEnd(long highWatermark) {
        if (history.epochAt(highWatermark - 1) == SourceEpochs.UNKNOWN) {
            endOffset = highWatermark;
        } else {
            history.epochBegins(SourceEpochs.UNKNOWN, highWatermark - 1, endOffset);
        }
    }
}
