// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.broker.log;

import dev.orbit.agent.batch.BatchHeader;
import dev.orbit.agent.batch.Batches;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MemoryRecordsBuilder;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;

/**
 * The log of a partition that holds stray records, each at the offset it has at the source. So the log's end is how far the
 * source was looked through, and no crash makes a record be copied twice. A batch that was passed over leaves a batch
 * without records in its place.
 */
public final class StrayLog {

    private final MirrorLog log;
    private final Origin origin;
    private long records;
    private long passedOver;

    /**
     * Where stray records come from.
     *
     * @param clusterId of the source
     */
    public record Origin(String clusterId, String topic, int partition) {}

    /**
     * A batch of the source.
     *
     * @param endOffset exclusive
     * @param producerId negative: none
     * @param lastSequence of the producer, in the batch
     * @param isControl whether it ends a transaction
     */
    public record Batch(
            long baseOffset,
            long endOffset,
            long producerId,
            short producerEpoch,
            int lastSequence,
            boolean isControl,
            ByteBuffer bytes) {}

    /**
     * The log as it is.
     *
     * @param startOffset of the source partition; nothing below it is a stray
     */
    public StrayLog(LocalPartition partition, long startOffset, Origin origin) {
        this.log = new MirrorLog(partition, startOffset);
        this.origin = origin;
        partition.forEachBatch(batch -> {
            int count = RecordBatches.count(batch);
            records += count;
            passedOver += count > 0 ? 0 : batch.lastOffset() - batch.baseOffset() + 1;
        });
    }

    public LocalPartition partition() {
        return log.partition();
    }

    /** How far the source was looked through: the offset after the last batch that left a trace. */
    public long nextOffset() {
        return log.nextOffset();
    }

    /** How many records it holds. */
    public long records() {
        return records;
    }

    /** How many offsets were passed over. */
    public long passedOver() {
        return passedOver;
    }

    /** The whole batches that a source answered with. */
    public static List<Batch> batches(ByteBuffer answer) {
        return Batches.split(answer).stream().map(StrayLog::batch).toList();
    }

    private static Batch batch(ByteBuffer bytes) {
        RecordBatch batch = parsed(bytes);
        boolean numbered = BatchHeader.isMagic2(bytes, 0);
        return new Batch(
                numbered ? batch.baseOffset() : batch.lastOffset(),
                BatchHeader.lastOffset(bytes, 0) + 1,
                batch.producerId(),
                batch.producerEpoch(),
                numbered ? batch.lastSequence() : RecordBatch.NO_SEQUENCE,
                batch.isControlBatch(),
                bytes);
    }

    private static RecordBatch parsed(ByteBuffer bytes) {
        return MemoryRecords.readableRecords(bytes.duplicate())
                .batches()
                .iterator()
                .next();
    }

    /** Leaves a trace of a batch, and none of its records. */
    public void passOver(Batch batch) {
        long from = Math.max(batch.baseOffset(), nextOffset());
        log.append(
                RecordBatches.empty(from, batch.endOffset() - 1, log.partition().leaderEpoch()));
        passedOver += batch.endOffset() - from;
    }

    /**
     * Copies the records of a batch, each with headers that tell where it comes from.
     *
     * @throws org.apache.kafka.common.errors.CorruptRecordException when the batch arrived damaged
     */
    public void copy(Batch batch) {
        RecordBatch source = parsed(batch.bytes());
        source.ensureValid();
        List<Record> strays = new ArrayList<>();
        for (Record record : source) {
            if (record.offset() >= nextOffset()) {
                strays.add(record);
            }
        }
        if (strays.isEmpty()) {
            return;
        }
        MemoryRecordsBuilder copied = MemoryRecords.builder(
                ByteBuffer.allocate(2 * batch.bytes().remaining()),
                RecordBatch.CURRENT_MAGIC_VALUE,
                Compression.of(source.compressionType()).build(),
                TimestampType.CREATE_TIME,
                strays.get(0).offset(),
                RecordBatch.NO_TIMESTAMP,
                log.partition().leaderEpoch());
        for (Record stray : strays) {
            copied.appendWithOffset(
                    stray.offset(), stray.timestamp(), stray.key(), stray.value(), headers(stray, source));
        }
        log.append(copied.build().buffer());
        records += strays.size();
    }

    private Header[] headers(Record stray, RecordBatch batch) {
        List<Header> headers = new ArrayList<>(Arrays.asList(stray.headers()));
        headers.add(header("cluster_id", origin.clusterId()));
        headers.add(header("topic", origin.topic()));
        headers.add(header("partition", Integer.toString(origin.partition())));
        headers.add(header("offset", Long.toString(stray.offset())));
        headers.add(header("timestamp", Long.toString(stray.timestamp())));
        if (batch.isTransactional()) {
            headers.add(header("transactional", "true"));
        }
        return headers.toArray(Header[]::new);
    }

    private static Header header(String name, String value) {
        return new RecordHeader("orbit.source." + name, value.getBytes(StandardCharsets.UTF_8));
    }
}
