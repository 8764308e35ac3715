// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.stray;

import dev.orbit.agent.broker.log.LocalPartition;
import dev.orbit.agent.broker.log.StrayLog;
import dev.orbit.agent.command.Command.StraysReport;
import dev.orbit.agent.link.LinkRuntime;
import dev.orbit.agent.link.SourceLog;
import dev.orbit.agent.source.fetch.FetchTarget;
import dev.orbit.agent.source.fetch.FetchedRecords;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.StrayWrites;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.NotLeaderOrFollowerException;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One partition of a topic for strays under one leader epoch. The monitor is held while its log is written. */
final class StrayTarget implements FetchTarget {

    private static final Logger LOG = LoggerFactory.getLogger(StrayTarget.class);

    private final String topic;
    private final TopicPartition source;
    private final Uuid sourceTopicId;
    private final StrayLog log;
    private final LinkRuntime link;
    private final Retries retries;

    /** What the source has before it leaves no trace in the log: transaction markers, or what is gone. */
    private long next;

    private long lost;
    private long lostTo;
    private boolean lossIsRecorded = true;
    private boolean asking;
    private @Nullable String error;

    StrayTarget(MirrorTopic topic, StrayWrites strays, StrayLog log, LinkRuntime link, Retries retries) {
        int partition = log.partition().name().partition();
        this.topic = topic.topic();
        this.source = new TopicPartition(topic.sourceTopic(), partition);
        this.sourceTopicId = Uuid.fromString(topic.sourceTopicId());
        this.log = log;
        this.link = link;
        this.retries = retries;
        StrayWrites.Partition known = strays.partition(partition);
        this.lost = known.lost();
        this.lostTo = known.lostTo();
        this.next = lostTo;
    }

    /** Whether this is the partition as it is led now, and the way to its source. */
    boolean isCurrent(LocalPartition local, LinkRuntime over) {
        return over == link
                && log.partition().leaderEpoch() == local.leaderEpoch()
                && log.partition().topicId().equals(local.topicId())
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
        boolean waits =
                !lossIsRecorded || retries.isWaiting() || !log.partition().isCurrent();
        return waits ? OptionalLong.empty() : OptionalLong.of(nextOffset());
    }

    private long nextOffset() {
        return Math.max(next, log.nextOffset());
    }

    @Override
    public synchronized void deliver(FetchedRecords fetched) {
        ByteBuffer bytes = fetched.bytes();
        link.tag().apply(bytes);
        retries.fetched(bytes, nextOffset());
        try {
            for (StrayLog.Batch batch : StrayLog.batches(bytes)) {
                if (batch.endOffset() > nextOffset() && !take(batch)) {
                    return;
                }
            }
            error = null;
        } catch (NotLeaderOrFollowerException e) {
            LOG.debug("{}: {}", log.partition().name(), e.getMessage());
        } catch (RuntimeException e) {
            error = "stray records cannot be copied from offset " + nextOffset() + " on: "
                    + (e instanceof ApiException ? e.getMessage() : e.toString());
            throw e;
        }
    }

    /** Whether it is dealt with; what follows waits until it is. */
    private boolean take(StrayLog.Batch batch) {
        if (!batch.isControl()) {
            switch (retries.of(batch)) {
                case HELD -> log.passOver(batch);
                case STRAY -> log.copy(batch);
                case WAITS -> {
                    return false;
                }
            }
        }
        next = Math.max(next, batch.endOffset());
        return true;
    }

    /** What the state holds by now. */
    synchronized void recorded(StrayWrites strays) {
        if (!lossIsRecorded && strays.partition(source.partition()).lostTo() >= lostTo) {
            lossIsRecorded = true;
            next = Math.max(next, lostTo);
        }
    }

    @Override
    public synchronized void failed(Errors cause, String message) {
        if (cause != Errors.OFFSET_OUT_OF_RANGE) {
            error = "source topic " + source.topic() + ": " + message;
        } else if (!asking) {
            asking = true;
            link.askExtent(source, this::foundAt);
        }
    }

    private synchronized void foundAt(Optional<SourceLog.Extent> found) {
        asking = false;
        if (found.isEmpty() || !lossIsRecorded) {
            return;
        }
        SourceLog.Extent at = found.get();
        if (at.startOffset() > nextOffset()) {
            LOG.error(
                    "{}: the source deleted offsets {} to {} before they were copied",
                    log.partition().name(),
                    nextOffset(),
                    at.startOffset() - 1);
            lost += at.startOffset() - nextOffset();
            lostTo = at.startOffset();
            lossIsRecorded = false;
        } else if (at.endOffset() < nextOffset()) {
            error = "the source ends at offset " + at.endOffset() + ", and ended at " + nextOffset()
                    + " before: it has lost records.";
        }
    }

    synchronized StraysReport report() {
        return new StraysReport(
                topic,
                log.partition().topicId().toString(),
                source.partition(),
                log.partition().leaderEpoch(),
                log.records(),
                log.passedOver(),
                lost,
                lostTo,
                error);
    }
}
