// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.broker.log;

import dev.orbit.agent.proof.RunningDigest;
import dev.orbit.agent.tag.ProducerIdTag;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import kafka.cluster.Partition;
import kafka.server.ReplicaManager;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.NotLeaderOrFollowerException;
import org.apache.kafka.common.message.DescribeProducersResponseData;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.server.common.RequestLocal;
import org.apache.kafka.server.purgatory.TopicPartitionOperationKey;
import org.apache.kafka.server.replica.Replica;
import org.apache.kafka.storage.internals.log.AppendOrigin;
import org.apache.kafka.storage.internals.log.LogSegment;
import org.apache.kafka.storage.internals.log.LogStartOffsetIncrementReason;
import org.apache.kafka.storage.internals.log.UnifiedLog;
import org.apache.kafka.storage.internals.log.VerificationGuard;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;

/** A partition that this broker leads, seen from its log. Bound to one leader epoch: every write under another fails. */
public final class LocalPartition {

    private static final long NO_TRANSACTION = -1;
    private static final long NEVER_FETCHED = 0;

    private final ReplicaManager replicas;
    private final Partition partition;
    private final TopicPartition name;
    private final int leaderEpoch;
    private final Uuid topicId;

    public LocalPartition(ReplicaManager replicas, Partition partition, TopicPartition name) {
        this.replicas = replicas;
        this.partition = partition;
        this.name = name;
        this.leaderEpoch = partition.getLeaderEpoch();
        Option<Uuid> id = partition.topicId();
        this.topicId = id.isDefined() ? id.get() : Uuid.ZERO_UUID;
    }

    /** Where the log stands; all but the first are exclusive upper bounds. */
    public record Positions(long logStartOffset, long lastStableOffset, long highWatermark, long logEndOffset) {

        /** How much of a source with this end is not here: what the replicas have not acknowledged may yet be lost. */
        public long behind(long sourceEndOffset) {
            return Math.max(0, sourceEndOffset - highWatermark);
        }
    }

    public TopicPartition name() {
        return name;
    }

    public int leaderEpoch() {
        return leaderEpoch;
    }

    /** Of the topic that it is a partition of: one that is made anew has another. */
    public Uuid topicId() {
        return topicId;
    }

    /** Whether this broker still leads the partition under the same epoch. */
    public boolean isCurrent() {
        return partition.isLeader() && partition.getLeaderEpoch() == leaderEpoch;
    }

    public Positions positions() {
        UnifiedLog log = log();
        return new Positions(log.logStartOffset(), log.lastStableOffset(), log.highWatermark(), log.logEndOffset());
    }

    /** How its followers fetch; empty when the leadership or its epoch has gone. */
    public Optional<FollowerWatch.Look> followers() {
        return LeadershipLock.hold(
                partition,
                () -> isCurrent()
                        ? Optional.of(new FollowerWatch.Look(
                                partition.getPartitionEpoch(), partition.isUnderMinIsr(), fetchTimesMs()))
                        : Optional.empty());
    }

    /** Of all that the controller may take for in sync. */
    private Map<Integer, Long> fetchTimesMs() {
        Map<Integer, Long> times = new HashMap<>();
        partition.partitionState().maximalIsr().stream()
                .filter(replica -> replica != replicas.config().brokerId())
                .forEach(replica -> times.put(replica, NEVER_FETCHED));
        for (Replica replica : CollectionConverters.asJava(partition.remoteReplicas())) {
            times.computeIfPresent(
                    replica.brokerId(), (id, never) -> replica.stateSnapshot().lastFetchTimeMs());
        }
        return times;
    }

    /** A transaction that the log holds open. */
    record OpenTransaction(long producerId, short producerEpoch, int coordinatorEpoch) {}

    /** The oldest first. */
    List<OpenTransaction> openTransactions() {
        return log().activeProducers().stream()
                .filter(producer -> producer.currentTxnStartOffset() != NO_TRANSACTION)
                .sorted(Comparator.comparingLong(DescribeProducersResponseData.ProducerState::currentTxnStartOffset))
                .map(producer -> new OpenTransaction(
                        producer.producerId(), (short) producer.producerEpoch(), producer.coordinatorEpoch()))
                .toList();
    }

    /** Whether the log cleaner rewrites the log. */
    boolean isCompacted() {
        return log().config().compact;
    }

    /**
     * Counts the batches below an offset, as far as they are on this machine's disks.
     *
     * @param goesOn ends it early
     */
    RunningDigest count(ProducerIdTag tag, long endOffset, BooleanSupplier goesOn) throws IOException {
        UnifiedLog log = log();
        long start = Math.max(log.logStartOffset(), log.localLogStartOffset());
        RunningDigest digest = new RunningDigest(tag, start);
        new BatchHeaders(goesOn).count(log, start, endOffset, digest);
        digest.endsAt(endOffset);
        return digest;
    }

    /** Size of the largest append, in bytes. */
    public int segmentBytesMax() {
        return log().config().segmentSize();
    }

    /**
     * Lets the log begin elsewhere. Only for a log that holds no record: followers would keep what they have.
     *
     * @param baseOffset where the log begins
     * @param logStartOffset what readers see as its first offset; not below baseOffset
     */
    public void startAt(long baseOffset, long logStartOffset) {
        Positions now = positions();
        if (now.logStartOffset() != now.logEndOffset()) {
            throw new IllegalStateException(name + " holds offsets " + now.logStartOffset() + " to "
                    + (now.logEndOffset() - 1) + " and cannot start anew");
        }
        partition.truncateFullyAndStartAt(baseOffset, false, Optional.of(logStartOffset));
    }

    /** Moves the log start forward; never past the high watermark, never back. */
    public void advanceLogStart(long offset) {
        UnifiedLog log = log();
        if (offset > log.logStartOffset() && offset <= log.highWatermark()) {
            log.maybeIncrementLogStartOffset(offset, LogStartOffsetIncrementReason.ClientRecordDeletion);
        }
    }

    /**
     * Appends batches at the offsets they bear, gaps included, as Kafka's own leader path would: it moves the high
     * watermark, the producer state and the transaction index, refuses a batch below the log end, and demands
     * min.insync.replicas.
     *
     * @param batches whole magic-2 batches that bear this leader epoch
     * @throws NotLeaderOrFollowerException when the leadership or its epoch has gone
     * @throws org.apache.kafka.common.errors.ApiException when Kafka refuses a batch; nothing of the chunk is appended
     */
    public void append(ByteBuffer batches) {
        if (!isCurrent()) {
            throw lost();
        }
        partition.appendRecordsToLeader(
                MemoryRecords.readableRecords(batches),
                AppendOrigin.RAFT_LEADER,
                -1,
                RequestLocal.noCaching(),
                VerificationGuard.SENTINEL,
                (short) 0);
        wakeReaders();
    }

    /**
     * Appends what the leader's append refuses although the source holds it: a batch above max.message.bytes, batches of an
     * old format, one whose producer epoch went back.
     */
    void appendUnchecked(ByteBuffer batches) {
        LeadershipLock.hold(partition, () -> {
            if (!isCurrent()) {
                throw lost();
            }
            return log().appendAsFollower(MemoryRecords.readableRecords(batches), leaderEpoch);
        });
        // an empty append moves the high watermark over what was appended beside it
        append(ByteBuffer.allocate(0));
    }

    /** Forces everything appended so far to disk. */
    public void flush() {
        log().flush(true);
    }

    /** Every batch that the log holds, by its header. */
    void forEachBatch(Consumer<RecordBatch> each) {
        for (LogSegment segment : log().logSegments()) {
            segment.log().batches().forEach(each);
        }
    }

    private void wakeReaders() {
        replicas.delayedFetchPurgatory().checkAndComplete(new TopicPartitionOperationKey(name));
    }

    private UnifiedLog log() {
        return partition.localLogOrException();
    }

    private NotLeaderOrFollowerException lost() {
        return new NotLeaderOrFollowerException("no longer leader of " + name + " under epoch " + leaderEpoch);
    }
}
