// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.broker.log;

import dev.orbit.agent.batch.BatchHeader;
import dev.orbit.agent.batch.Batches;
import dev.orbit.agent.metrics.AppendMeter;
import dev.orbit.agent.tag.ProducerIdTag;
import dev.orbit.schemas.Snapshot.LostRange;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.PrimitiveIterator;
import java.util.function.LongToIntFunction;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.NotLeaderOrFollowerException;
import org.apache.kafka.common.errors.RetriableException;

/**
 * The log of a mirror partition: source batches go in with the offsets they have. The log end is the only checkpoint:
 * after any crash or leader change mirroring goes on from there.
 */
public final class MirrorLog {

    private final LocalPartition partition;
    private final long startOffset;
    private final AppendMeter meter;
    private final LogProof proof;
    private long lastTimestampMs = -1;

    /**
     * A mirror partition's log.
     *
     * @param startOffset the chosen start: the mirror holds nothing below it
     * @param tag on the producer ids
     * @param meter counts what is appended
     */
    public MirrorLog(LocalPartition partition, long startOffset, ProducerIdTag tag, AppendMeter meter) {
        this.partition = partition;
        this.startOffset = startOffset;
        this.meter = meter;
        reassertLogStart();
        this.proof = new LogProof(partition, tag, nextOffset());
    }

    /** The log of a partition that nobody wants to prove or measure: its batches cross no link. */
    MirrorLog(LocalPartition partition, long startOffset) {
        this(partition, startOffset, ProducerIdTag.NONE, new AppendMeter());
    }

    public LocalPartition partition() {
        return partition;
    }

    public LogProof proof() {
        return proof;
    }

    /** The offset to ask the source for next. */
    public long nextOffset() {
        return Math.max(partition.positions().logEndOffset(), startOffset);
    }

    /** Whether no source record was appended yet. */
    public boolean isEmpty() {
        return partition.positions().logEndOffset() <= startOffset;
    }

    /** The latest timestamp of the last append, in ms; -1 before, and where there was none. */
    public long lastTimestampMs() {
        return lastTimestampMs;
    }

    /**
     * Appends what the source answered.
     *
     * @param records raw batches, producer ids tagged; may end in part of a batch; changed in place (leader epoch)
     * @throws CorruptRecordException when a batch arrived damaged; what lay before it is appended
     * @throws NotLeaderOrFollowerException when the leadership has gone
     * @throws NotEnoughReplicasException while the in-sync replicas are too few
     * @throws BatchAboveSegmentException when a batch fits into no segment; what lay before it is appended
     */
    public void append(ByteBuffer records) {
        List<ByteBuffer> chunks = Batches.chunks(records, partition.segmentBytesMax());
        if (chunks.isEmpty()) {
            // a source sends the first batch whole
            throw new CorruptRecordException("there is no whole batch in " + records.remaining() + " bytes.");
        }
        align(BatchHeader.baseOffset(chunks.get(0), 0));
        proof.keepUpWith(nextOffset());
        lastTimestampMs = -1;
        for (ByteBuffer chunk : chunks) {
            for (PrimitiveIterator.OfInt places = Batches.in(chunk); places.hasNext(); ) {
                int at = places.nextInt();
                BatchHeader.leaderEpoch(chunk, at, partition.leaderEpoch());
                lastTimestampMs = Math.max(lastTimestampMs, BatchHeader.maxTimestampMs(chunk, at));
            }
            appendChunk(chunk);
        }
        reassertLogStart();
    }

    /**
     * A batch that bears another leader epoch than was expected of it.
     *
     * @param position in the buffer
     */
    public record NewEpoch(int position, long baseOffset, int epoch) {}

    /**
     * Looks for the first batch whose leader epoch, the source's, is not the expected one.
     *
     * @param expected by base offset
     */
    public static Optional<NewEpoch> newEpoch(ByteBuffer records, LongToIntFunction expected) {
        for (PrimitiveIterator.OfInt places = Batches.in(records); places.hasNext(); ) {
            int at = places.nextInt();
            long baseOffset = BatchHeader.baseOffset(records, at);
            int epoch = BatchHeader.leaderEpoch(records, at);
            if (epoch != expected.applyAsInt(baseOffset)) {
                return Optional.of(new NewEpoch(at, baseOffset, epoch));
            }
        }
        return Optional.empty();
    }

    /**
     * The first offsets that are missing, because the source's log cleaner took their records. Within and before a compressed
     * batch of an old format, which does not tell where it begins, none are found.
     *
     * @param nextOffset the offset after the last one that is there; {@link Long#MAX_VALUE}: the records are the first
     */
    public static Optional<LostRange> firstGap(ByteBuffer records, long nextOffset) {
        long next = nextOffset;
        for (PrimitiveIterator.OfInt places = Batches.in(records); places.hasNext(); ) {
            int at = places.nextInt();
            long base = BatchHeader.baseOffset(records, at);
            long end = BatchHeader.lastOffset(records, at) + 1;
            if (base > next && BatchHeader.tellsWhereItBegins(records, at)) {
                return Optional.of(new LostRange(next, base));
            }
            if (BatchHeader.recordCount(records, at) < end - base) {
                return Optional.of(new LostRange(base, end));
            }
            next = end;
        }
        return Optional.empty();
    }

    /** The source holds nothing from the chosen start on: the mirror begins, and ends, where the source does. */
    public void startEmpty(long sourceLogStartOffset) {
        long start = Math.max(startOffset, sourceLogStartOffset);
        if (start > 0 && partition.positions().logEndOffset() == 0) {
            partition.startAt(start, start);
            proof.endsAt(start);
        }
    }

    /**
     * The source holds nothing between the mirror's end and this offset, where it ends: so does the mirror. A batch
     * without records carries the end, as where the log cleaner took the last ones.
     */
    public void endAt(long endOffset) {
        if (partition.positions().logEndOffset() < endOffset) {
            align(endOffset - 1);
            partition.append(RecordBatches.empty(endOffset - 1, partition.leaderEpoch()));
            proof.endsAt(endOffset);
        }
        reassertLogStart();
    }

    /**
     * Ends every transaction that the log holds open, as aborted, with markers such as a transaction coordinator writes. To be
     * repeated until nothing is thrown: what is ended already stays so. On return the markers are on disk.
     *
     * @throws NotEnoughReplicasException while the in-sync replicas are too few
     */
    public void abortTransactions(long nowMs) {
        for (LocalPartition.OpenTransaction open : partition.openTransactions()) {
            abort(open, partition.positions().logEndOffset(), nowMs);
        }
        partition.flush();
    }

    /**
     * The same at offsets of which the source holds nothing any more: the oldest first, as many as there is place for, and not on
     * disk yet.
     *
     * @param fromOffset not below the log's end
     * @param toOffset exclusive
     */
    public void abortTransactions(long fromOffset, long toOffset, long nowMs) {
        proof.keepUpWith(nextOffset());
        long offset = fromOffset;
        for (LocalPartition.OpenTransaction open : partition.openTransactions()) {
            if (offset < toOffset) {
                abort(open, offset++, nowMs);
            }
        }
    }

    /** Of the transactions that the log holds open, the oldest first. */
    public List<Long> openProducerIds() {
        return partition.openTransactions().stream()
                .map(LocalPartition.OpenTransaction::producerId)
                .toList();
    }

    private void abort(LocalPartition.OpenTransaction open, long offset, long nowMs) {
        ByteBuffer marker = RecordBatches.abortMarker(offset, nowMs, partition.leaderEpoch(), open);
        partition.append(marker.duplicate());
        proof.appended(marker);
    }

    /**
     * A segment that began above the log start would make readers loop, and a batch may begin below the chosen start and
     * reach over it: so the log begins at the lower of the two. The same where a crash took the log's last segment, and
     * Kafka lets it begin anew at its log start.
     */
    private void align(long firstBaseOffset) {
        LocalPartition.Positions now = partition.positions();
        if (now.logEndOffset() == 0) {
            long base = Math.min(startOffset, firstBaseOffset);
            if (base > 0) {
                partition.startAt(base, startOffset);
            }
        } else if (firstBaseOffset < now.logEndOffset() && now.logStartOffset() == now.logEndOffset()) {
            partition.startAt(firstBaseOffset, now.logStartOffset());
        }
    }

    /** A crash before Kafka's checkpoint of log start offsets may have moved it back to its segment's beginning. */
    private void reassertLogStart() {
        partition.advanceLogStart(startOffset);
    }

    private void appendChunk(ByteBuffer chunk) {
        int segmentBytes = partition.segmentBytesMax();
        if (chunk.remaining() > segmentBytes) {
            throw new BatchAboveSegmentException(BatchHeader.baseOffset(chunk, 0), chunk.remaining(), segmentBytes);
        }
        try {
            if (BatchHeader.isMagic2(chunk, 0)) {
                partition.append(chunk.duplicate());
            } else {
                // there each record may be a batch: one by one would take long
                partition.appendUnchecked(chunk.duplicate());
            }
            appended(chunk);
        } catch (ApiException e) {
            if (isFinal(e)) {
                throw e;
            }
            appendOneByOne(chunk);
        }
    }

    private void appended(ByteBuffer batches) {
        proof.appended(batches);
        long recordCount = 0;
        for (PrimitiveIterator.OfInt places = Batches.in(batches); places.hasNext(); ) {
            recordCount += BatchHeader.recordCount(batches, places.nextInt());
        }
        meter.appended(batches.remaining(), recordCount);
    }

    /** The leader's append refuses a whole chunk for one batch, and some batches though the source holds them. */
    private void appendOneByOne(ByteBuffer chunk) {
        for (ByteBuffer batch : Batches.split(chunk)) {
            try {
                partition.append(batch.duplicate());
            } catch (ApiException e) {
                if (isFinal(e) || e instanceof CorruptRecordException) {
                    throw e;
                }
                partition.appendUnchecked(batch.duplicate());
            }
            appended(batch);
        }
    }

    /** Not about a batch, but about this replica: leadership gone, too few in sync, disk failed. */
    private static boolean isFinal(ApiException e) {
        return e instanceof RetriableException && !(e instanceof CorruptRecordException);
    }
}
