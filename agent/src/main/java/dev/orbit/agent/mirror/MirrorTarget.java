// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.mirror;

import dev.orbit.agent.broker.log.BatchAboveSegmentException;
import dev.orbit.agent.broker.log.LocalPartition;
import dev.orbit.agent.broker.log.MirrorLog;
import dev.orbit.agent.command.Command.PartitionReport;
import dev.orbit.agent.link.SourceLog;
import dev.orbit.agent.metrics.AppendMeter;
import dev.orbit.agent.source.fetch.FetchTarget;
import dev.orbit.agent.source.fetch.FetchedRecords;
import dev.orbit.agent.state.MirrorStop;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.SourceEpochs;
import dev.orbit.schemas.Snapshot.LostRange;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
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
final class MirrorTarget implements FetchTarget, Dispute.Party {

    private static final Logger LOG = LoggerFactory.getLogger(MirrorTarget.class);
    private static final long UNKNOWN = -1;

    private final TopicPartition source;
    private final Uuid sourceTopicId;
    private final String topicId;
    private final MirrorLog log;
    private final SourceLog link;
    private final SegmentGrowth growth;
    private final GapInquiry gap = new GapInquiry();
    private final LagClock clock = new LagClock();
    private final SourceHistory history;
    private final OwnBatches own;
    private final Staleness staleness;
    private final Complaint complaint;
    private final Dispute dispute;
    private final BypassWatch bypass;
    private final Runnable wakeLease;

    private long sourceEndOffset = UNKNOWN;
    private long sourceLogStartOffset = UNKNOWN;
    /** Whether the destination's own retention decides what it keeps; until that is known, nothing is given up. */
    private boolean keepsRetention = true;

    private MirrorStop stopped = MirrorStop.NONE;
    private volatile MirrorStop flushed = MirrorStop.NONE;

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
        this.own = new OwnBatches(log, history, link.tag(), wakeLease);
        this.complaint = new Complaint("link " + topic.link() + ": " + local.name(), LOG::warn, LOG::info);
        this.dispute = new Dispute(
                this, new Dispute.SourcePartition(link, source, sourceTopicId), log, history, staleness, complaint);
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
        return history.asksFrom(log.nextOffset());
    }

    @Override
    public synchronized OptionalInt lastFetchedEpoch() {
        int epoch = history.asksWith(log.partition().positions().logEndOffset(), nextOffset());
        return epoch == SourceEpochs.UNKNOWN ? OptionalInt.empty() : OptionalInt.of(epoch);
    }

    /** Until its epoch is recorded nothing is appended, and what came with it is read again. */
    @Override
    public synchronized boolean wantsLittle() {
        return log.isEmpty() && history.epochAt(nextOffset()) == SourceEpochs.UNKNOWN;
    }

    @Override
    public synchronized void deliver(FetchedRecords fetched) {
        if (!stopped.isNone() || history.holds()) {
            return;
        }
        history.answered();
        dispute.withdraw();
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

    /**
     * A record whose epoch is not recorded waits until it is; what lies before it does not.
     *
     * @return whether anything was appended
     */
    private boolean append(ByteBuffer bytes) {
        if (!endTransactions(DeletedOffsets.firstBatch(bytes))) {
            return false;
        }
        Optional<MirrorLog.NewEpoch> news = MirrorLog.newEpoch(bytes, history::epochAt);
        ByteBuffer known = bytes.duplicate();
        news.ifPresent(epoch -> known.limit(epoch.position()));
        if (known.hasRemaining()
                && staleness.isFound(MirrorLog.firstGap(known, log.isEmpty() ? Long.MAX_VALUE : nextOffset()))) {
            // that is recorded first: one finding at a time, and this comes again
            return false;
        }
        if (known.hasRemaining()) {
            log.append(known);
            bypass.mirrored(known);
            clock.appended(log.lastTimestampMs(), System.currentTimeMillis());
        }
        news.ifPresent(epoch -> {
            history.epochBegins(epoch.epoch(), epoch.baseOffset(), log.nextOffset());
            wakeLease.run();
        });
        return known.hasRemaining();
    }

    private boolean carryEnd(long sourceHighWatermark) {
        return endTransactions(DeletedOffsets.NO_BATCH) && own.carryEnd(sourceHighWatermark);
    }

    private boolean endTransactions(long firstBatch) {
        return keepsRetention || own.endTransactions(firstBatch, System.currentTimeMillis());
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

    /**
     * The source ends where the mirror asks for more: the mirror may have to begin there, or to carry the end.
     *
     * @return whether it is known to end where the mirror does
     */
    private boolean endHere(long sourceHighWatermark) {
        if (log.isEmpty()) {
            log.startEmpty(nextOffset());
        }
        return sourceHighWatermark == nextOffset() && carryEnd(sourceHighWatermark);
    }

    private void ended(long sourceHighWatermark) {
        sourceEndOffset = sourceHighWatermark;
        LocalPartition.Positions at = log.partition().positions();
        staleness.answered(sourceEndOffset, at.highWatermark());
        if (at.behind(sourceEndOffset) == 0) {
            clock.caughtUp(System.currentTimeMillis());
        }
    }

    @Override
    public synchronized boolean broughtNothing() {
        if (!stopped.isNone() || history.holds() || history.isDisputed()) {
            return true;
        }
        followLogStart();
        if (sourceEndOffset != UNKNOWN) {
            staleness.answered(sourceEndOffset, log.partition().positions().highWatermark());
        }
        long next = nextOffset();
        if (next < sourceEndOffset && gap.isDue(next, System.nanoTime())) {
            int disputes = history.disputeCount();
            link.askEmptyUpTo(source, sourceTopicId, next, end -> holdsNothing(next, end, disputes));
        }
        boolean followsLogStart =
                keepsRetention || log.partition().positions().logStartOffset() >= sourceLogStartOffset;
        return next < sourceEndOffset || !followsLogStart;
    }

    /** What the source held from here to its end is gone: compacted, most often; where it parts from the mirror, lost perhaps. */
    private synchronized void holdsNothing(long from, long sourceHighWatermark, int disputes) {
        // where it has told of an end before that since, it does not reach so far any more
        long end = Math.min(sourceHighWatermark, sourceEndOffset);
        if (goesOn() && history.disputeCount() == disputes && nextOffset() == from && from < end) {
            dispute.withdraw();
            LOG.info(
                    "{}: the source holds nothing from offset {} to its end at {}",
                    log.partition().name(),
                    from,
                    end);
            try {
                if (log.isEmpty() || !staleness.isFound(Optional.of(new LostRange(from, end)))) {
                    write(() -> carryEnd(end));
                    ended(end);
                }
            } catch (ApiException e) {
                // reported as the partition's error; asked again
                LOG.debug("{}: the end cannot be carried: {}", log.partition().name(), e.getMessage());
            }
        }
    }

    /** @param writing whether that went on, so that nothing keeps the partition from being mirrored */
    private void write(BooleanSupplier writing) {
        try {
            if (writing.getAsBoolean()) {
                complaint.over();
            }
        } catch (BatchAboveSegmentException e) {
            growth.begin(e, this::cannotGrow);
        } catch (NotLeaderOrFollowerException e) {
            LOG.debug("{}: {}", log.partition().name(), e.getMessage());
        } catch (CorruptRecordException e) {
            complaint.about("damaged", Damage.of(source, nextOffset(), e));
            throw e;
        } catch (RuntimeException e) {
            complaint.about("append " + e.getClass(), Damage.notAppended(nextOffset(), e));
            throw e;
        }
    }

    private synchronized void cannotGrow(String why) {
        complaint.about(why, why);
    }

    @Override
    public synchronized void failed(Errors cause, String message) {
        if (cause == Errors.OFFSET_OUT_OF_RANGE) {
            dispute.outOfRange();
        } else {
            complaint.about(cause.name(), Damage.refused(source, cause, message));
        }
    }

    @Override
    public synchronized void diverged(int epoch, long endOffset) {
        if (goesOn()) {
            dispute.diverged(epoch, endOffset);
        }
    }

    @Override
    public synchronized void heard(int leaderEpoch) {
        history.heard(leaderEpoch);
    }

    @Override
    public boolean goesOn() {
        return stopped.isNone() && !history.holds() && isLed();
    }

    @Override
    public synchronized void locked(Runnable answer) {
        answer.run();
    }

    @Override
    public void wakeLease() {
        wakeLease.run();
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
        write(() -> {
            log.abortTransactions(System.currentTimeMillis());
            return true;
        });
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
        long behind = at.behind(sourceEndOffset);
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
                diverged != null ? diverged : complaint.text() != null ? complaint.text() : linkError,
                history.isDisputed(),
                history.heardLeaderEpoch(),
                history.finding(),
                staleness.heldAsOfMs(),
                null,
                flushed.isNone() ? null : log.proof().proof());
    }
}
