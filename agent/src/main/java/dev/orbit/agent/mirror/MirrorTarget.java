// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.mirror;

import dev.orbit.agent.broker.BatchAboveSegmentException;
import dev.orbit.agent.broker.LocalPartition;
import dev.orbit.agent.broker.MirrorLog;
import dev.orbit.agent.command.Command.PartitionReport;
import dev.orbit.agent.link.SourceLog;
import dev.orbit.agent.metrics.AppendMeter;
import dev.orbit.agent.source.FetchTarget;
import dev.orbit.agent.source.FetchedRecords;
import dev.orbit.agent.state.MirrorStop;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.SourceEpochs;
import dev.orbit.schemas.Snapshot.LostRange;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.errors.NotLeaderOrFollowerException;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One mirror partition under one leader epoch. The monitor is held while its log is written. */
final class MirrorTarget implements FetchTarget {

    private static final Logger LOG = LoggerFactory.getLogger(MirrorTarget.class);
    private static final long UNKNOWN = -1;

    private final TopicPartition source;
    private final Uuid sourceTopicId;
    private final String topicId;
    private final MirrorLog log;
    private final SourceLog link;
    private final SegmentGrowth growth;
    private final GapInquiry gap = new GapInquiry();
    private final OpenQuestion extent = new OpenQuestion();
    private final LagClock clock = new LagClock();
    private final SourceHistory history;
    private final Staleness staleness;
    private final BypassWatch bypass;
    private final Runnable wakeLease;

    private long sourceEndOffset = UNKNOWN;
    private long sourceLogStartOffset = UNKNOWN;
    /** Whether the destination's own retention decides what it keeps; until that is known, nothing is given up. */
    private boolean keepsRetention = true;

    /** Whether the source's log has forgotten them, as one does that is written in an old format. */
    private boolean epochsAreForgotten;

    private MirrorStop stopped = MirrorStop.NONE;
    private volatile MirrorStop flushed = MirrorStop.NONE;
    private @Nullable String error;

    /** @param wakeLease makes what {@link #report} says known at once */
    MirrorTarget(
            MirrorTopic topic,
            SourceEpochs epochs,
            LocalPartition local,
            SourceLog link,
            SegmentSizes segments,
            BypassWatch bypass,
            AppendMeter meter,
            Runnable wakeLease) {
        int partition = local.name().partition();
        this.source = new TopicPartition(topic.sourceTopic(), partition);
        this.sourceTopicId = Uuid.fromString(topic.sourceTopicId());
        this.topicId = local.topicId().toString();
        this.log = new MirrorLog(local, topic.startOffsets().get(partition), link.tag(), meter);
        this.link = link;
        this.growth = new SegmentGrowth(topic.topic(), segments);
        this.history = new SourceHistory(partition, topic.trouble(), epochs);
        this.staleness = new Staleness(topic.compaction(), history, wakeLease);
        this.bypass = bypass;
        this.wakeLease = wakeLease;
    }

    MirrorLog log() {
        return log;
    }

    /** Whether this is the partition as it is led now. */
    boolean isCurrent(LocalPartition local) {
        return log.partition().leaderEpoch() == local.leaderEpoch()
                && log.partition().topicId().equals(local.topicId())
                && isLed();
    }

    boolean isLed() {
        return log.partition().isCurrent();
    }

    @Override
    public TopicPartition sourcePartition() {
        return source;
    }

    @Override
    public Uuid sourceTopicId() {
        return sourceTopicId;
    }

    @Override
    public synchronized OptionalLong fetchOffset() {
        staleness.asked();
        return history.leavesOut() || !stopped.isNone() || growth.isUnderWay() || !isLed()
                ? OptionalLong.empty()
                : OptionalLong.of(nextOffset());
    }

    private long nextOffset() {
        return Math.max(log.nextOffset(), history.skipTo());
    }

    @Override
    public synchronized OptionalInt lastFetchedEpoch() {
        int epoch = epochsAreForgotten
                ? SourceEpochs.UNKNOWN
                : history.asksWith(log.partition().positions().logEndOffset(), nextOffset());
        return epoch == SourceEpochs.UNKNOWN ? OptionalInt.empty() : OptionalInt.of(epoch);
    }

    @Override
    public synchronized void deliver(FetchedRecords fetched) {
        if (!stopped.isNone() || history.holds()) {
            return;
        }
        history.answered();
        extent.withdraw();
        ByteBuffer bytes = fetched.bytes();
        if (bytes.hasRemaining()) {
            link.tag().apply(bytes);
            write(() -> append(bytes));
        } else if (fetched.sourceHighWatermark() <= nextOffset()) {
            write(() -> endHere(fetched.sourceHighWatermark()));
        }
        ended(fetched.sourceHighWatermark());
        sourceLogStartOffset = Math.max(sourceLogStartOffset, fetched.sourceLogStartOffset());
        followLogStart();
    }

    /** A record whose epoch is not recorded waits until it is; what lies before it does not. */
    private void append(ByteBuffer bytes) {
        Optional<MirrorLog.NewEpoch> news = MirrorLog.newEpoch(bytes, history::epochAt);
        ByteBuffer known = bytes.duplicate();
        news.ifPresent(epoch -> known.limit(epoch.position()));
        if (known.hasRemaining()
                && !staleness.isFound(MirrorLog.firstGap(known, log.isEmpty() ? Long.MAX_VALUE : nextOffset()))) {
            log.append(known);
            bypass.mirrored(known);
            clock.appended(log.lastTimestampMs(), System.currentTimeMillis());
        }
        news.ifPresent(epoch -> {
            history.epochBegins(epoch.epoch(), epoch.baseOffset());
            epochsAreForgotten = false;
            wakeLease.run();
        });
    }

    /** What carries the end bears no epoch of the source's. */
    private void carryEnd(long sourceHighWatermark) {
        if (history.epochAt(sourceHighWatermark - 1) == SourceEpochs.UNKNOWN) {
            log.endAt(sourceHighWatermark);
        } else if (log.partition().positions().logEndOffset() < sourceHighWatermark) {
            history.epochBegins(SourceEpochs.UNKNOWN, sourceHighWatermark - 1);
            wakeLease.run();
        }
    }

    /**
     * What the state holds by now about the source's log, and whether the mapping overrides retention.
     *
     * @return whether the next fetch had to wait for that, and has not to any more
     */
    synchronized boolean recorded(MirrorTopic now, SourceEpochs epochs, boolean retentionIsOverridden) {
        boolean held = history.holds();
        history.recorded(now.trouble(), epochs);
        staleness.recorded(now.compaction());
        bypass.recorded(now.migration());
        if (keepsRetention != retentionIsOverridden) {
            keepsRetention = retentionIsOverridden;
            followLogStart();
        }
        return held && !history.holds();
    }

    /** What the source deleted goes here too; where the high watermark is not there yet, a little later. */
    private void followLogStart() {
        if (!keepsRetention && stopped.isNone() && isLed()) {
            log.partition().advanceLogStart(sourceLogStartOffset);
        }
    }

    /** The source ends where the mirror asks for more: the mirror may have to begin there, or to carry the end. */
    private void endHere(long sourceHighWatermark) {
        if (log.isEmpty()) {
            log.startEmpty(nextOffset());
        }
        if (sourceHighWatermark == nextOffset()) {
            carryEnd(sourceHighWatermark);
        }
    }

    private void ended(long sourceHighWatermark) {
        sourceEndOffset = sourceHighWatermark;
        long highWatermark = log.partition().positions().highWatermark();
        staleness.answered(sourceEndOffset, highWatermark);
        if (highWatermark >= sourceEndOffset) {
            clock.caughtUp(System.currentTimeMillis());
        }
    }

    @Override
    public synchronized boolean broughtNothing() {
        if (!stopped.isNone() || history.holds()) {
            return true;
        }
        followLogStart();
        if (sourceEndOffset != UNKNOWN) {
            staleness.answered(sourceEndOffset, log.partition().positions().highWatermark());
        }
        long next = nextOffset();
        if (next < sourceEndOffset && gap.isDue(next, System.nanoTime())) {
            link.askEmptyUpTo(source, sourceTopicId, next, end -> holdsNothing(next, end));
        }
        boolean followsLogStart =
                keepsRetention || log.partition().positions().logStartOffset() >= sourceLogStartOffset;
        return next < sourceEndOffset || !followsLogStart;
    }

    /** What the source held from here to its end is gone: compacted, most often. */
    private synchronized void holdsNothing(long from, long sourceHighWatermark) {
        if (stopped.isNone() && !history.holds() && isLed() && nextOffset() == from) {
            extent.withdraw();
            LOG.info(
                    "{}: the source holds nothing from offset {} to its end at {}",
                    log.partition().name(),
                    from,
                    sourceHighWatermark);
            try {
                if (log.isEmpty() || !staleness.isFound(Optional.of(new LostRange(from, sourceHighWatermark)))) {
                    write(() -> carryEnd(sourceHighWatermark));
                    ended(sourceHighWatermark);
                }
            } catch (ApiException e) {
                // reported as the partition's error; asked again
                LOG.debug("{}: the end cannot be carried: {}", log.partition().name(), e.getMessage());
            }
        }
    }

    private void write(Runnable writing) {
        try {
            writing.run();
            error = null;
        } catch (BatchAboveSegmentException e) {
            growth.begin(e, this::cannotGo);
        } catch (NotLeaderOrFollowerException e) {
            LOG.debug("{}: {}", log.partition().name(), e.getMessage());
        } catch (CorruptRecordException e) {
            error = Damage.of(source, nextOffset(), e);
            throw e;
        } catch (RuntimeException e) {
            error = "cannot append at offset " + nextOffset() + ": "
                    + (e instanceof ApiException ? e.getMessage() : e.toString());
            throw e;
        }
    }

    private synchronized void cannotGo(String why) {
        if (!why.equals(error)) {
            LOG.warn("{}: {}", log.partition().name(), why);
        }
        error = why;
    }

    @Override
    public synchronized void failed(Errors cause, String message) {
        if (cause == Errors.OFFSET_OUT_OF_RANGE) {
            // asked twice at once, it would be answered twice for one reason
            extent.ask().ifPresent(ticket -> link.askExtent(source, found -> foundAt(ticket, found)));
            return;
        }
        error = Damage.refused(source, cause, message);
    }

    /** The source has nothing at the offset asked for: it deleted what the mirror needs next, or lost what the mirror has. */
    private synchronized void foundAt(Object ticket, Optional<SourceLog.Extent> found) {
        if (extent.close(ticket)) {
            found.ifPresent(this::foundAt);
        }
    }

    private void foundAt(SourceLog.Extent at) {
        long next = nextOffset();
        if (!stopped.isNone() || history.holds() || !isLed()) {
            return;
        }
        if (at.startOffset() > next) {
            history.lost(log.nextOffset(), at.startOffset());
        } else if (at.endOffset() >= next) {
            error = Damage.denied(next, at.startOffset(), at.endOffset());
            lastFetchedEpoch().ifPresent(asked -> link.askLatestEpoch(source, latest -> latestEpoch(asked, latest)));
        } else if (log.isEmpty()) {
            error = Damage.endsBelow(next, at.endOffset());
        } else {
            history.tooShort(log.nextOffset(), at.endOffset());
        }
        wakeLease.run();
    }

    /**
     * A source that answers so although its log reaches further does not know the epoch it was asked with: it has forgotten
     * them all, or what it gave to the mirror is not in its log any more.
     */
    private synchronized void latestEpoch(int asked, int latest) {
        boolean isStill = lastFetchedEpoch().orElse(SourceEpochs.UNKNOWN) == asked;
        if (!isStill || !stopped.isNone() || history.holds()) {
            return;
        }
        if (latest < 0) {
            LOG.info(
                    "{}: the source's log has forgotten its leader epochs",
                    log.partition().name());
            epochsAreForgotten = true;
        } else if (latest < asked) {
            history.beyond(log.nextOffset(), latest);
            wakeLease.run();
        }
    }

    @Override
    public synchronized void diverged(int epoch, long endOffset) {
        if (stopped.isNone() && !history.holds()) {
            history.parted(log.nextOffset(), epoch, endOffset);
            wakeLease.run();
        }
    }

    /** Appends nothing from now on, and forces to disk what was appended; only then it is reported as stopped. */
    void stop(MirrorStop stop) {
        synchronized (this) {
            stopped = stop;
        }
        if (!flushed.equals(stop)) {
            log.partition().flush();
            flushed = stop;
        }
    }

    /** After {@link #stop}: no source will end what is open here. */
    synchronized void abortTransactions() {
        write(() -> log.abortTransactions(System.currentTimeMillis()));
    }

    /** Whether it was stopped, and the topic stands where it is not, or is once more: a new target is due. */
    synchronized boolean isStoppedOtherwise(MirrorStop wanted) {
        return !stopped.isNone() && !stopped.equals(wanted);
    }

    /**
     * How the partition fares.
     *
     * @param linkError what concerns every partition of the link; null when nothing does
     * @param sinceConfirmedMs since the source's end was last known; null: it never was
     */
    synchronized PartitionReport report(@Nullable String linkError, @Nullable Long sinceConfirmedMs) {
        LocalPartition.Positions at = log.partition().positions();
        long behind = Math.max(0, sourceEndOffset - at.highWatermark());
        String diverged = history.diverged();
        bypass.sourceEnds(Math.max(sourceEndOffset, at.logEndOffset()), sinceConfirmedMs);
        return new PartitionReport(
                log.partition().name().topic(),
                topicId,
                source.partition(),
                log.partition().leaderEpoch(),
                sourceEndOffset,
                at.logStartOffset(),
                at.lastStableOffset(),
                at.highWatermark(),
                at.logEndOffset(),
                sourceEndOffset == UNKNOWN ? null : clock.lagMs(behind, System.currentTimeMillis(), sinceConfirmedMs),
                flushed.attempt(),
                flushed.round(),
                diverged != null ? diverged : error != null ? error : linkError,
                history.finding(),
                staleness.heldAsOfMs(),
                null,
                flushed.isNone() ? null : log.proof().proof());
    }
}
