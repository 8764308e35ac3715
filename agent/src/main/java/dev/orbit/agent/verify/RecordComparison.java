// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Compares topics of two clusters record by record: log start offset, then every record's offset, timestamp and its
 * type, key, value and headers, then log end offset. Reads each partition once from both sides at the same time and
 * holds a few megabytes of it. What is produced after a partition's turn has come is not looked at. Not thread-safe.
 */
public final class RecordComparison implements AutoCloseable {

    private final Extent extent;
    private final Consumer<byte[], byte[]> source;
    private final Consumer<byte[], byte[]> destination;
    private final List<Difference> differences = new ArrayList<>();
    private int partitionCount;
    private long recordCount;

    private RecordComparison(Extent extent, Consumer<byte[], byte[]> source, Consumer<byte[], byte[]> destination) {
        this.extent = extent;
        this.source = source;
        this.destination = destination;
    }

    /**
     * Compares and reports; what differs is no error.
     *
     * @param source client properties with {@code bootstrap.servers}, and credentials where it wants some
     * @param destination the same for the destination
     * @param isolationLevel of both consumers; the log end is the last stable offset for read_committed
     * @throws org.apache.kafka.common.KafkaException if a cluster cannot be read
     */
    public static ComparisonReport compare(
            Map<String, ?> source,
            Map<String, ?> destination,
            List<TopicPair> topics,
            IsolationLevel isolationLevel,
            Extent extent) {
        try (RecordComparison comparison = new RecordComparison(
                extent, Consumers.create(source, isolationLevel), Consumers.create(destination, isolationLevel))) {
            topics.forEach(comparison::compareTopic);
            return new ComparisonReport(comparison.partitionCount, comparison.recordCount, comparison.differences);
        }
    }

    @Override
    public void close() {
        source.close();
        destination.close();
    }

    private void compareTopic(TopicPair topics) {
        int sourcePartitions = partitionCount(source, topics.sourceTopic());
        int destinationPartitions = partitionCount(destination, topics.topic());
        if (sourcePartitions == 0 || sourcePartitions != destinationPartitions) {
            differences.add(new Difference(
                    topics,
                    null,
                    null,
                    sourcePartitions == 0 || destinationPartitions == 0 ? "topic" : "partition count",
                    sourcePartitions == 0 ? "missing" : sourcePartitions + " partitions",
                    destinationPartitions == 0 ? "missing" : destinationPartitions + " partitions"));
            return;
        }
        for (int partition = 0; partition < sourcePartitions; partition++) {
            comparePartition(topics, partition).ifPresent(differences::add);
            partitionCount++;
        }
    }

    private Optional<Difference> comparePartition(TopicPair topics, int partition) {
        TopicPartition sourcePartition = new TopicPartition(topics.sourceTopic(), partition);
        TopicPartition destinationPartition = new TopicPartition(topics.topic(), partition);
        Consumers.assign(source, sourcePartition);
        Consumers.assign(destination, destinationPartition);
        long sourceStart = Consumers.logStart(source, sourcePartition);
        long destinationStart = Consumers.logStart(destination, destinationPartition);
        if (sourceStart != destinationStart) {
            return Optional.of(difference(
                    topics, partition, null, RecordDifference.of("log start offset", sourceStart, destinationStart)));
        }
        Ends ends = Ends.read(extent, source, sourcePartition, destination, destinationPartition);
        long end = Math.min(ends.source(), ends.destination());
        return compareRecords(
                        topics,
                        partition,
                        new PartitionReader(source, sourcePartition, sourceStart, end),
                        new PartitionReader(destination, destinationPartition, destinationStart, end))
                .or(() -> ends.difference(extent).map(found -> difference(topics, partition, null, found)));
    }

    private Optional<Difference> compareRecords(
            TopicPair topics, int partition, PartitionReader sourceReader, PartitionReader destinationReader) {
        while (true) {
            ConsumerRecord<byte[], byte[]> sourceRecord = sourceReader.next();
            ConsumerRecord<byte[], byte[]> destinationRecord = destinationReader.next();
            if (sourceRecord == null && destinationRecord == null) {
                return Optional.empty();
            }
            Optional<RecordDifference> found = sourceRecord == null || destinationRecord == null
                    ? Optional.of(RecordDifference.of("offset", offset(sourceRecord), offset(destinationRecord)))
                    : RecordDifference.first(sourceRecord, destinationRecord);
            if (found.isPresent()) {
                return found.map(difference ->
                        difference(topics, partition, firstOffset(sourceRecord, destinationRecord), difference));
            }
            recordCount++;
        }
    }

    private static Difference difference(
            TopicPair topics, int partition, @Nullable Long offset, RecordDifference found) {
        return new Difference(topics, partition, offset, found.name(), found.source(), found.destination());
    }

    private static String offset(@Nullable ConsumerRecord<byte[], byte[]> record) {
        return record == null ? "none" : Long.toString(record.offset());
    }

    private static long firstOffset(
            @Nullable ConsumerRecord<byte[], byte[]> sourceRecord,
            @Nullable ConsumerRecord<byte[], byte[]> destinationRecord) {
        return Math.min(
                sourceRecord == null ? Long.MAX_VALUE : sourceRecord.offset(),
                destinationRecord == null ? Long.MAX_VALUE : destinationRecord.offset());
    }

    private static int partitionCount(Consumer<byte[], byte[]> consumer, String topic) {
        List<PartitionInfo> partitions = consumer.partitionsFor(topic);
        return partitions == null ? 0 : partitions.size();
    }
}
