// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.verify;

import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The records of one partition from its log start to an end, in order, holding one poll's worth of them. */
final class PartitionReader {

    private static final Duration POLL_WITHIN = Duration.ofMillis(200);
    private static final Duration RECORD_WITHIN = Duration.ofSeconds(60);
    private static final Duration SILENCE_AT_LEAST = Duration.ofSeconds(5);
    private static final int EMPTY_ANSWERS_AT_LEAST = 5;

    private final Consumer<byte[], byte[]> consumer;
    private final TopicPartition partition;
    private final long endOffset;
    private Iterator<ConsumerRecord<byte[], byte[]>> polled = Collections.emptyIterator();

    /** Reads with a consumer that is assigned the partition, and nothing else uses it meanwhile. */
    PartitionReader(Consumer<byte[], byte[]> consumer, TopicPartition partition, long startOffset, long endOffset) {
        this.consumer = consumer;
        this.partition = partition;
        this.endOffset = endOffset;
        consumer.seek(partition, startOffset);
    }

    /**
     * The next record below the end; null at the end.
     *
     * @throws TimeoutException if the cluster does not answer for a minute
     */
    @Nullable
    ConsumerRecord<byte[], byte[]> next() {
        if (!polled.hasNext()) {
            poll();
        }
        if (!polled.hasNext()) {
            return null;
        }
        ConsumerRecord<byte[], byte[]> record = polled.next();
        return record.offset() < endOffset ? record : null;
    }

    private void poll() {
        long beginNs = System.nanoTime();
        long answersBefore = answerCount();
        // Control batches and compacted ranges move the position without a record.
        while (!polled.hasNext() && consumer.position(partition) < endOffset) {
            long silentNs = System.nanoTime() - beginNs;
            // Where the log's last records are gone, the position stays below its end for ever. A leader that answers
            // again and again that there is nothing has nothing; one that does not answer may have.
            if (silentNs > SILENCE_AT_LEAST.toNanos() && answerCount() - answersBefore >= EMPTY_ANSWERS_AT_LEAST) {
                return;
            }
            if (silentNs > RECORD_WITHIN.toNanos()) {
                throw new TimeoutException("No answer for " + partition + " at offset " + consumer.position(partition)
                        + " within " + RECORD_WITHIN.toSeconds() + " s, though its log ends at " + endOffset + ".");
            }
            polled = consumer.poll(POLL_WITHIN).records(partition).iterator();
        }
    }

    /** Fetches answered so far. */
    private long answerCount() {
        return consumer.metrics().values().stream()
                .filter(metric -> metric.metricName().name().equals("fetch-total")
                        && metric.metricName().group().equals("consumer-fetch-manager-metrics"))
                .mapToLong(metric -> ((Number) metric.metricValue()).longValue())
                .sum();
    }
}
