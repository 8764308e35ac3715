// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.mirror;

import dev.orbit.agent.broker.BatchAboveSegmentException;
import dev.orbit.agent.broker.LocalPartition;
import dev.orbit.agent.broker.MirrorLog;
import dev.orbit.agent.command.Command.PartitionReport;
import dev.orbit.agent.link.LinkRuntime;
import dev.orbit.agent.source.FetchTarget;
import dev.orbit.agent.source.FetchedRecords;
import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.MirrorTopic;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.NotLeaderOrFollowerException;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One mirror partition under one leader epoch. The monitor is held while its log is written. */
final class MirrorTarget implements FetchTarget {

    private static final Logger LOG = LoggerFactory.getLogger(MirrorTarget.class);
    private static final long UNKNOWN = -1;
    private static final int NOT_STOPPED = 0;

    private final String topic;
    private final TopicPartition source;
    private final Uuid sourceTopicId;
    private final MirrorLog log;
    private final LinkRuntime link;
    private final SegmentGrowth growth;
    private final GapInquiry gap = new GapInquiry();
    private final LagClock clock = new LagClock();

    /** From here on the next fetch asks, where that is beyond the log's end: the source holds nothing in between. */
    private long skipTo;

    private long sourceEndOffset = UNKNOWN;
    private int stoppedAttempt = NOT_STOPPED;
    private @Nullable String error;

    MirrorTarget(MirrorTopic topic, LocalPartition local, LinkRuntime link, SegmentSizes segments) {
        int partition = local.name().partition();
        this.topic = topic.topic();
        this.source = new TopicPartition(topic.sourceTopic(), partition);
        this.sourceTopicId = Uuid.fromString(topic.sourceTopicId());
        this.log = new MirrorLog(local, topic.startOffsets().get(partition));
        this.link = link;
        this.growth = new SegmentGrowth(this.topic, segments);
    }

    /** Whether this is the partition as it is led now. */
    boolean isCurrent(LocalPartition local) {
        return log.partition().leaderEpoch() == local.leaderEpoch()
                && log.partition().isCurrent();
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
        return stoppedAttempt != NOT_STOPPED
                        || growth.isUnderWay()
                        || !log.partition().isCurrent()
                ? OptionalLong.empty()
                : OptionalLong.of(nextOffset());
    }

    private long nextOffset() {
        return Math.max(log.nextOffset(), skipTo);
    }

    @Override
    public synchronized void deliver(FetchedRecords fetched) {
        if (stoppedAttempt != NOT_STOPPED) {
            return;
        }
        ByteBuffer bytes = fetched.bytes();
        if (bytes.hasRemaining()) {
            link.tag().apply(bytes);
            write(() -> {
                log.append(bytes);
                clock.appended(log.lastTimestampMs(), System.currentTimeMillis());
            });
        } else if (fetched.sourceHighWatermark() <= nextOffset()) {
            write(() -> endHere(fetched.sourceHighWatermark()));
        }
        ended(fetched.sourceHighWatermark());
    }

    /** The source ends where the mirror asks for more: the mirror may have to begin there, or to carry the end. */
    private void endHere(long sourceHighWatermark) {
        if (log.isEmpty()) {
            log.startEmpty(nextOffset());
        }
        if (sourceHighWatermark == nextOffset()) {
            log.endAt(sourceHighWatermark);
        }
    }

    private void ended(long sourceHighWatermark) {
        sourceEndOffset = sourceHighWatermark;
        if (log.partition().positions().highWatermark() >= sourceEndOffset) {
            clock.caughtUp(System.currentTimeMillis());
        }
    }

    @Override
    public synchronized void broughtNothing() {
        long next = nextOffset();
        if (stoppedAttempt == NOT_STOPPED && next < sourceEndOffset && gap.isDue(next, System.nanoTime())) {
            link.askEmptyUpTo(source, sourceTopicId, next, end -> holdsNothing(next, end));
        }
    }

    /** What the source held from here to its end is gone: compacted, most often. */
    private synchronized void holdsNothing(long from, long sourceHighWatermark) {
        if (stoppedAttempt == NOT_STOPPED && log.partition().isCurrent() && nextOffset() == from) {
            LOG.info(
                    "{}: the source holds nothing from offset {} to its end at {}",
                    log.partition().name(),
                    from,
                    sourceHighWatermark);
            try {
                write(() -> log.endAt(sourceHighWatermark));
                ended(sourceHighWatermark);
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
        } catch (ApiException e) {
            error = "cannot append at offset " + nextOffset() + ": " + e.getMessage();
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
    public void failed(Errors cause, String message) {
        if (cause == Errors.OFFSET_OUT_OF_RANGE) {
            link.askLogStart(source, this::beginsAt);
            return;
        }
        synchronized (this) {
            error = message;
        }
    }

    /** The source's log starts behind what the mirror asks for: the records in between are gone, or it lost its end. */
    private synchronized void beginsAt(long sourceLogStartOffset) {
        long next = nextOffset();
        if (sourceLogStartOffset > next) {
            if (!log.isEmpty()) {
                LOG.warn(
                        "{}: the source deleted offsets {} to {} before they were mirrored",
                        log.partition().name(),
                        next,
                        sourceLogStartOffset - 1);
            }
            skipTo = sourceLogStartOffset;
        } else {
            error = "the source has no offset " + next
                    + ": it ends before the mirror does, so it has lost records. Nothing"
                    + " more is mirrored; delete the destination topic and declare the mapping again to start over.";
        }
    }

    /** Appends nothing from now on, and forces to disk what was appended. */
    synchronized void stop(int attempt) {
        if (stoppedAttempt != attempt) {
            stoppedAttempt = attempt;
            log.partition().flush();
        }
    }

    /** Whether it was stopped, and the topic stands where it is not, or for another attempt: a new target is due. */
    synchronized boolean isStoppedForAnother(Migration migration) {
        int wanted = migration instanceof Migration.Stopping stopping
                ? stopping.attempt().number()
                : NOT_STOPPED;
        return stoppedAttempt != NOT_STOPPED && stoppedAttempt != wanted;
    }

    /**
     * How the partition fares.
     *
     * @param linkError what concerns every partition of the link; null when nothing does
     */
    synchronized PartitionReport report(@Nullable String linkError) {
        LocalPartition local = log.partition();
        LocalPartition.Positions at = local.positions();
        long behind = Math.max(0, sourceEndOffset - at.highWatermark());
        return new PartitionReport(
                topic,
                local.name().partition(),
                local.leaderEpoch(),
                sourceEndOffset,
                at.logStartOffset(),
                at.lastStableOffset(),
                at.highWatermark(),
                at.logEndOffset(),
                sourceEndOffset == UNKNOWN ? null : clock.lagMs(behind, System.currentTimeMillis()),
                stoppedAttempt,
                error != null ? error : linkError);
    }
}
