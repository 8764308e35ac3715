// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.verify;

import dev.orbit.agent.batch.BatchHeader;
import dev.orbit.agent.batch.Batches;
import dev.orbit.agent.source.connect.SourceClientConfig;
import dev.orbit.agent.source.fetch.FetchTarget;
import dev.orbit.agent.source.fetch.FetchedRecords;
import dev.orbit.agent.source.fetch.SourceFetchers;
import dev.orbit.agent.source.metadata.SourceListener;
import dev.orbit.agent.source.metadata.SourceMetadata;
import dev.orbit.schemas.FetchSettings;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.PrimitiveIterator;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * Reads the batches of the destination's logs as they lie there: nothing is decompressed. Connects when it is asked first.
 * Thread-safe.
 */
public final class LogReader implements AutoCloseable {

    private static final FetchSettings SETTINGS = new FetchSettings(2, 32 << 20, 16 << 20, null);
    private static final long ANSWER_WITHIN_SECONDS = 60;

    private final Map<String, ?> cluster;
    private final Set<Reading> readings = new HashSet<>();
    private final Trouble trouble = new Trouble();
    private @Nullable SourceMetadata metadata;
    private @Nullable SourceFetchers fetchers;

    /**
     * A reader.
     *
     * @param cluster client properties of the destination
     */
    public LogReader(Map<String, ?> cluster) {
        this.cluster = cluster;
    }

    /** Is given each batch, in order. */
    interface BatchListener {
        /** One batch, which begins there in the bytes. */
        void batch(ByteBuffer bytes, int at);
    }

    /** The log does not reach back any more to where it was to be read from. */
    static final class LogStartMovedException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /**
     * Reads the batches that hold offsets from one to another; blocks.
     *
     * @param endOffset exclusive; not beyond the high watermark
     * @return the base offset of the first of them, or the end where there is none
     * @throws LogStartMovedException if the log begins later
     * @throws UnreadableException if the destination cannot be read
     */
    long read(TopicPartition partition, long startOffset, long endOffset, BatchListener listener) {
        if (startOffset >= endOffset) {
            return endOffset;
        }
        Reading reading = new Reading(partition, startOffset, endOffset, listener);
        assign(reading, true);
        try {
            return await(reading);
        } finally {
            assign(reading, false);
        }
    }

    private synchronized void assign(Reading reading, boolean isWanted) {
        boolean unused = isWanted ? readings.add(reading) : readings.remove(reading);
        var unusedEnd = fetchers().assign(readings);
    }

    private SourceFetchers fetchers() {
        if (fetchers == null) {
            SourceClientConfig config = SourceClientConfig.of("orbit-verify", cluster);
            metadata = SourceMetadata.start(config, null, trouble);
            fetchers = new SourceFetchers(config, metadata, SETTINGS);
        }
        return fetchers;
    }

    private long await(Reading reading) {
        try {
            long seen = -1;
            while (true) {
                try {
                    return reading.done.get(ANSWER_WITHIN_SECONDS, TimeUnit.SECONDS);
                } catch (TimeoutException e) {
                    if (reading.nextOffset == seen) {
                        throw new UnreadableException(
                                Side.DESTINATION,
                                new org.apache.kafka.common.errors.TimeoutException("No batch of " + reading.partition
                                        + " came within " + ANSWER_WITHIN_SECONDS + " s at offset " + seen + ". "
                                        + trouble.told));
                    }
                    seen = reading.nextOffset;
                }
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while a log was read.", e);
        }
    }

    @Override
    public synchronized void close() {
        if (fetchers != null) {
            fetchers.close();
        }
        if (metadata != null) {
            metadata.close();
        }
    }

    /** Why the destination does not answer. */
    private static final class Trouble implements SourceListener {
        private volatile String told = "";

        @Override
        public void reached() {
            told = "";
        }

        @Override
        public void unreachable(String cause, String remedy) {
            told = cause;
        }
    }

    private static final class Reading implements FetchTarget {
        private final TopicPartition partition;
        private final long startOffset;
        private final long endOffset;
        private final BatchListener listener;
        private final CompletableFuture<Long> done = new CompletableFuture<>();
        private volatile long nextOffset;
        private long firstOffset;

        private Reading(TopicPartition partition, long startOffset, long endOffset, BatchListener listener) {
            this.partition = partition;
            this.startOffset = startOffset;
            this.endOffset = endOffset;
            this.listener = listener;
            this.nextOffset = startOffset;
            this.firstOffset = endOffset;
        }

        @Override
        public TopicPartition sourcePartition() {
            return partition;
        }

        /** By its name alone. */
        @Override
        public Uuid sourceTopicId() {
            return Uuid.ZERO_UUID;
        }

        @Override
        public OptionalLong fetchOffset() {
            return done.isDone() ? OptionalLong.empty() : OptionalLong.of(nextOffset);
        }

        @Override
        public void deliver(FetchedRecords fetched) {
            ByteBuffer bytes = fetched.bytes();
            for (PrimitiveIterator.OfInt places = Batches.in(bytes); places.hasNext() && !done.isDone(); ) {
                take(bytes, places.nextInt());
            }
        }

        private void take(ByteBuffer bytes, int at) {
            long last = BatchHeader.lastOffset(bytes, at);
            if (last >= nextOffset && BatchHeader.baseOffset(bytes, at) < endOffset) {
                if (nextOffset == startOffset) {
                    firstOffset = BatchHeader.baseOffset(bytes, at);
                }
                listener.batch(bytes, at);
                nextOffset = last + 1;
            }
            if (last + 1 >= endOffset) {
                done.complete(firstOffset);
            }
        }

        @Override
        public void failed(Errors error, String message) {
            if (error == Errors.OFFSET_OUT_OF_RANGE) {
                done.completeExceptionally(new LogStartMovedException());
            } else {
                done.completeExceptionally(new UnreadableException(Side.DESTINATION, error.exception(message)));
            }
        }
    }
}
