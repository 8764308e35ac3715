// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.verify;

import dev.orbit.schemas.MigrationState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Compares mirror topics with their sources, several partitions at a time, while others write to both. */
public final class Verification {

    private static final int THREADS_MAX = 4;
    private static final int FAILURES_MAX = 4;

    /** A key of a compacted topic that waits for its shadow, with the map entry around it. */
    private static final int WAITING_KEY_BYTES = 100;

    private final @Nullable Map<String, ?> source;
    private final Map<String, ?> destination;
    private final Function<String, MigrationState> stateNow;
    private final Proofs proofs;
    private final Listener listener;
    private final AtomicInteger failureCount = new AtomicInteger();

    /** Hears how it goes, on several threads. */
    public interface Listener {
        /** More records were compared. */
        void recordsCompared(long count);

        /** One more partition is through. */
        void partitionFinished();

        /** All partitions of a topic are through. */
        void topicFinished(TopicReport topic);
    }

    /** Looks at what was recorded of a partition at COMPLETE. On several threads. */
    public interface Proofs {
        /** Empty: there is nothing to look at. */
        Optional<ProofReport> check(VerifiedTopic topic, PartitionReport compared);
    }

    /** Of two clusters; what was recorded at COMPLETE is left alone. */
    public Verification(
            Map<String, ?> source,
            Map<String, ?> destination,
            Function<String, MigrationState> stateNow,
            Listener listener) {
        this(source, destination, stateNow, (topic, compared) -> Optional.empty(), listener);
    }

    /**
     * Of two clusters.
     *
     * @param source client properties with {@code bootstrap.servers}, and credentials where it wants some; null: it is not
     *     read, and no record compared
     * @param destination the same for the destination
     * @param stateNow the migration state of a mirror topic, asked when a difference is to be confirmed
     * @param proofs looks at what was recorded of topics that are COMPLETE
     */
    public Verification(
            @Nullable Map<String, ?> source,
            Map<String, ?> destination,
            Function<String, MigrationState> stateNow,
            Proofs proofs,
            Listener listener) {
        this.source = source;
        this.destination = destination;
        this.stateNow = stateNow;
        this.proofs = proofs;
        this.listener = listener;
    }

    /** Compares them; what cannot be read is in the reports. */
    public List<TopicReport> verify(List<VerifiedTopic> topics) {
        List<Topic> all = topics.stream().map(Topic::new).toList();
        Queue<Partition> queue = new ConcurrentLinkedQueue<>();
        for (Topic topic : all) {
            topic.enqueue(queue);
        }
        int threadCount = Math.min(THREADS_MAX, queue.size());
        int waitingKeysMax = (int)
                Math.min(Integer.MAX_VALUE / 2, Runtime.getRuntime().maxMemory() / 2 / THREADS_MAX / WAITING_KEY_BYTES);
        ExecutorService workers = Executors.newCachedThreadPool(daemons("verify"));
        ExecutorService ahead = Executors.newCachedThreadPool(daemons("verify-read"));
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < threadCount; i++) {
                running.add(workers.submit(() -> work(queue, ahead, waitingKeysMax)));
            }
            running.forEach(Verification::await);
        } finally {
            workers.shutdownNow();
            ahead.shutdownNow();
        }
        return all.stream().map(Topic::report).toList();
    }

    private void work(Queue<Partition> queue, ExecutorService ahead, int waitingKeysMax) {
        try (PartitionCheck check = check(ahead, waitingKeysMax)) {
            Partition partition = queue.poll();
            while (partition != null) {
                partition.topic().finish(partition.number(), verify(check, partition));
                partition = queue.poll();
            }
        }
    }

    private PartitionCheck check(ExecutorService ahead, int waitingKeysMax) {
        return source == null
                ? new PartitionBounds(destination, ahead)
                : new PartitionVerifier(source, destination, ahead, waitingKeysMax, listener::recordsCompared);
    }

    private PartitionReport verify(PartitionCheck check, Partition partition) {
        if (failureCount.get() >= FAILURES_MAX) {
            return PartitionReport.failed(
                    partition.number(), "Not compared, after " + FAILURES_MAX + " partitions could not be.");
        }
        try {
            PartitionReport compared = check.verify(partition.topic().task(partition.number()));
            return proofs.check(partition.topic().verified, compared)
                    .map(compared::with)
                    .orElse(compared);
        } catch (RuntimeException e) {
            failureCount.incrementAndGet();
            return PartitionReport.failed(partition.number(), e.getMessage() == null ? e.toString() : e.getMessage());
        }
    }

    private static void await(Future<?> worker) {
        try {
            worker.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while topics were compared.", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(String.valueOf(e.getCause()), e.getCause());
        }
    }

    private static ThreadFactory daemons(String name) {
        AtomicInteger number = new AtomicInteger();
        return work -> {
            Thread thread = new Thread(work, name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    private record Partition(Topic topic, int number) {}

    /** A topic and those of its partitions that are through. */
    private final class Topic {

        private final VerifiedTopic verified;
        private final @Nullable PartitionReport[] partitions;
        private final AtomicInteger left;
        private volatile MigrationState state;

        Topic(VerifiedTopic verified) {
            this.verified = verified;
            this.partitions = new PartitionReport[verified.commonPartitionCount()];
            this.left = new AtomicInteger(partitions.length);
            this.state = verified.state();
        }

        void enqueue(Queue<Partition> queue) {
            if (partitions.length == 0) {
                listener.topicFinished(report());
            }
            for (int i = 0; i < partitions.length; i++) {
                queue.add(new Partition(this, i));
            }
        }

        PartitionTask task(int partition) {
            return new PartitionTask(
                    verified.topics(), partition, verified.isCompacted(), VerifiedTopic.extent(state), () -> {
                        state = stateNow.apply(verified.topics().topic());
                        return VerifiedTopic.extent(state);
                    });
        }

        void finish(int partition, PartitionReport report) {
            synchronized (this) {
                partitions[partition] = report;
            }
            listener.partitionFinished();
            if (left.decrementAndGet() == 0) {
                listener.topicFinished(report());
            }
        }

        synchronized TopicReport report() {
            List<PartitionReport> finished =
                    Arrays.stream(partitions).filter(Objects::nonNull).toList();
            return TopicVerdict.of(verified, state, finished);
        }
    }
}
