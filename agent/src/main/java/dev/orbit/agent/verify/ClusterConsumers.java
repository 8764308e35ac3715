// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.verify;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** One cluster's partitions, one at a time, under both isolation levels. Not thread-safe. */
final class ClusterConsumers implements AutoCloseable {

    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(2);

    private final Side side;
    private final Consumer<byte[], byte[]> all;
    private final Consumer<byte[], byte[]> committed;
    private final Executor ahead;

    /** @param ahead polls while records are compared */
    ClusterConsumers(Side side, Map<String, ?> cluster, Executor ahead) {
        this.side = side;
        this.all = Consumers.create(cluster, IsolationLevel.READ_UNCOMMITTED);
        this.committed = Consumers.create(cluster, IsolationLevel.READ_COMMITTED);
        this.ahead = ahead;
    }

    /** @throws UnreadableException if the cluster cannot be read, here and below */
    LogBounds bounds(TopicPartition partition) {
        return asked(() -> {
            Consumers.assign(all, partition);
            Consumers.assign(committed, partition);
            long start = Consumers.logStart(all, partition);
            long end = Consumers.end(all, partition);
            long lastStable = Consumers.end(committed, partition);
            return new LogBounds(start, end, lastStable, Consumers.end(all, partition) == end);
        });
    }

    long lastStableOffset(TopicPartition partition) {
        return asked(() -> Consumers.end(committed, partition));
    }

    /** The records from one offset to another, of the partition whose bounds were read last. */
    OutcomeReader read(TopicPartition partition, long startOffset, long endOffset, long lastStableOffset) {
        long committedEnd = Math.max(startOffset, Math.min(endOffset, lastStableOffset));
        return asked(() -> new OutcomeReader(
                side,
                new PartitionReader(all, partition, startOffset, endOffset, ahead),
                new PartitionReader(committed, partition, startOffset, committedEnd, ahead),
                lastStableOffset));
    }

    /** The records from an offset to the last stable one. */
    OutcomeReader readStable(TopicPartition partition, long startOffset) {
        long end = Math.max(startOffset, lastStableOffset(partition));
        return read(partition, startOffset, end, end);
    }

    private <T> T asked(Supplier<T> question) {
        try {
            return question.get();
        } catch (KafkaException e) {
            throw new UnreadableException(side, e);
        }
    }

    @Override
    public void close() {
        CloseOptions options = CloseOptions.timeout(CLOSE_WITHIN);
        all.close(options);
        committed.close(options);
    }
}
