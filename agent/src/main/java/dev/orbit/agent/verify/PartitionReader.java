// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.verify;

import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The records of one partition from its log start to an end, in order, holding two polls' worth of them at most. Where
 * the cluster removes records before their turn has come, it goes on from the new log start.
 */
final class PartitionReader implements AutoCloseable {

    private static final Duration POLL_WITHIN = Duration.ofMillis(200);
    private static final Duration RECORD_WITHIN = Duration.ofSeconds(60);
    private static final Duration SILENCE_AT_LEAST = Duration.ofSeconds(5);
    private static final int EMPTY_ANSWERS_AT_LEAST = 5;

    /** What a poll brought, and where the log started then. */
    private record Polled(List<ConsumerRecord<byte[], byte[]>> records, long startOffset) {}

    private final Consumer<byte[], byte[]> consumer;
    private final TopicPartition partition;
    private final long endOffset;
    private final @Nullable Executor ahead;
    private final LongSupplier nanoTime;
    private @Nullable CompletableFuture<Polled> following;
    private Iterator<ConsumerRecord<byte[], byte[]>> current = Collections.emptyIterator();
    private long startOffset;
    private boolean ended;
    private volatile boolean closed;

    /** Reads with a consumer that is assigned the partition, and nothing else uses it meanwhile. */
    PartitionReader(Consumer<byte[], byte[]> consumer, TopicPartition partition, long startOffset, long endOffset) {
        this(consumer, partition, startOffset, endOffset, null, System::nanoTime);
    }

    /**
     * The same, and the next poll runs while the last one's records are looked at.
     *
     * @param ahead runs it; null: polls when a record is asked for
     */
    PartitionReader(
            Consumer<byte[], byte[]> consumer,
            TopicPartition partition,
            long startOffset,
            long endOffset,
            @Nullable Executor ahead) {
        this(consumer, partition, startOffset, endOffset, ahead, System::nanoTime);
    }

    /** @param nanoTime a monotonic clock */
    PartitionReader(
            Consumer<byte[], byte[]> consumer,
            TopicPartition partition,
            long startOffset,
            long endOffset,
            @Nullable Executor ahead,
            LongSupplier nanoTime) {
        this.consumer = consumer;
        this.partition = partition;
        this.startOffset = startOffset;
        this.endOffset = endOffset;
        this.ahead = ahead;
        this.nanoTime = nanoTime;
        consumer.seek(partition, startOffset);
        readAhead();
    }

    /**
     * The next record below the end; null at the end.
     *
     * @throws TimeoutException if the cluster does not answer for a minute
     */
    @Nullable
    ConsumerRecord<byte[], byte[]> next() {
        if (!current.hasNext() && !ended) {
            turn();
        }
        ConsumerRecord<byte[], byte[]> record = current.hasNext() ? current.next() : null;
        if (record == null || record.offset() >= endOffset) {
            ended = true;
            current = Collections.emptyIterator();
            return null;
        }
        return record;
    }

    /** Records below it may be missing, because the cluster has removed them. Rises while the partition is read. */
    long startOffset() {
        return startOffset;
    }

    /** Lets go of the consumer. */
    @Override
    public void close() {
        closed = true;
        ended = true;
        if (following != null) {
            following.handle((polled, failure) -> failure).join();
        }
    }

    private void turn() {
        Polled polled = following == null ? poll() : await(following);
        following = null;
        startOffset = polled.startOffset();
        current = polled.records().iterator();
        if (polled.records().isEmpty()) {
            ended = true;
        } else {
            readAhead();
        }
    }

    private void readAhead() {
        if (ahead != null && consumer.position(partition) < endOffset) {
            following = CompletableFuture.supplyAsync(this::poll, ahead);
        }
    }

    private static Polled await(CompletableFuture<Polled> polled) {
        try {
            return polled.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private Polled poll() {
        Silence silence = new Silence();
        long logStart = startOffset;
        List<ConsumerRecord<byte[], byte[]>> records = List.of();
        // Control batches and compacted ranges move the position without a record.
        while (records.isEmpty() && !closed && consumer.position(partition) < endOffset) {
            long silentNanos = silence.ns();
            // Where the log's last records are gone, the position stays below its end for ever. A leader that answers
            // again and again that there is nothing has nothing; one that does not answer may have.
            if (silentNanos > SILENCE_AT_LEAST.toNanos() && silence.isAnswered()) {
                break;
            }
            if (silentNanos > RECORD_WITHIN.toNanos()) {
                throw new TimeoutException("No answer for " + partition + " at offset " + consumer.position(partition)
                        + " within " + RECORD_WITHIN.toSeconds() + " s, though its log ends at " + endOffset + ".");
            }
            try {
                records = consumer.poll(POLL_WITHIN).records(partition);
            } catch (OffsetOutOfRangeException e) {
                long newStart = Consumers.logStart(consumer, partition);
                if (newStart <= consumer.position(partition)) {
                    // it was not the start that moved: the log has lost its end, and what is missing will be seen
                    break;
                }
                logStart = newStart;
                consumer.seek(partition, newStart);
            }
        }
        return new Polled(records, logStart);
    }

    /** Since the position moved last. */
    private final class Silence {
        private long position;
        private long beginNanos;
        private long answersBefore;

        private Silence() {
            begin();
        }

        private void begin() {
            position = consumer.position(partition);
            beginNanos = nanoTime.getAsLong();
            answersBefore = answerCount();
        }

        private long ns() {
            if (consumer.position(partition) != position) {
                begin();
            }
            return nanoTime.getAsLong() - beginNanos;
        }

        private boolean isAnswered() {
            return answerCount() - answersBefore >= EMPTY_ANSWERS_AT_LEAST;
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
