// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.fetch;

import dev.orbit.agent.source.connect.SourceClientConfig;
import dev.orbit.agent.source.connect.SourceException;
import dev.orbit.agent.source.connect.SourceTopology;
import dev.orbit.agent.source.fetch.FetchRouting.FetcherKey;
import dev.orbit.agent.source.fetch.FetchRouting.Wanted;
import dev.orbit.agent.source.metadata.SourceMetadata;
import dev.orbit.schemas.FetchSettings;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads raw batches from a source for its targets: per source broker as many fetchers as configured, each with one
 * thread; a partition is read from its leader, always by the same one of the leader's fetchers. Thread-safe.
 */
public final class SourceFetchers implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SourceFetchers.class);
    private static final long CLOSE_WITHIN_MS = 30_000;

    private final SourceClientConfig config;
    private final SourceMetadata metadata;
    private final FetchSettings settings;
    private final Throttle throttle;
    private final MissingPartitions missing = new MissingPartitions();
    private final Consumer<SourceTopology> onAnswer = this::answered;

    /** Written under the monitor, read by anybody. */
    private final Map<TopicPartition, PartitionFetch> assigned = new ConcurrentHashMap<>();

    private final Map<TopicPartition, Fetcher> fetcherOf = new ConcurrentHashMap<>();

    /** The rest is under the monitor. */
    private final Endings endings = new Endings();

    private final Map<FetcherKey, Fetcher> fetchers = new HashMap<>();
    private final List<Fetcher> stopped = new ArrayList<>();
    private SourceTopology routed = SourceTopology.UNKNOWN;
    private volatile boolean closed;

    /** @param metadata of the same source; it outlives this */
    public SourceFetchers(SourceClientConfig config, SourceMetadata metadata, FetchSettings settings) {
        this(config, metadata, settings, new Throttle(bytesPerSecond(settings, 1), System.nanoTime()));
    }

    private SourceFetchers(
            SourceClientConfig config, SourceMetadata metadata, FetchSettings settings, Throttle throttle) {
        this.config = config;
        this.metadata = metadata;
        this.settings = settings;
        this.throttle = throttle;
        metadata.addListener(onAnswer);
    }

    /**
     * Others of the same link, which read no more together with these than these would alone.
     *
     * @param theirs of the same source; it outlives them
     * @param sizes how much those read at once; their rate is that of these
     */
    public SourceFetchers sharingRate(SourceMetadata theirs, FetchSettings sizes) {
        return new SourceFetchers(config, theirs, sizes, throttle);
    }

    /** Among how many agents the link's rate is divided. */
    public void agents(int count) {
        throttle.bytesPerSecond(bytesPerSecond(settings, Math.max(1, count)));
    }

    /** What these read at most, on average, with those that share their rate; infinite where there is no bound. */
    public double bytesPerSecond() {
        return throttle.bytesPerSecond();
    }

    private static double bytesPerSecond(FetchSettings settings, int agents) {
        Long bound = settings.bytesPerSecond();
        return bound == null ? Double.POSITIVE_INFINITY : (double) bound / agents;
    }

    /**
     * What to fetch from now on, and nothing else. Targets that stay are not disturbed.
     *
     * @param targets at most one per partition
     * @return completes when no thread will ever call a target again that this took away
     */
    public synchronized CompletionStage<Void> assign(Set<? extends FetchTarget> targets) {
        if (closed) {
            return CompletableFuture.completedFuture(null);
        }
        Map<TopicPartition, FetchTarget> wanted = byPartition(targets);
        Map<TopicPartition, CompletableFuture<Void>> retired = new HashMap<>();
        for (PartitionFetch fetch : List.copyOf(assigned.values())) {
            if (wanted.get(fetch.partition()) != fetch.target()) {
                assigned.remove(fetch.partition());
                fetch.retire();
                retired.put(fetch.partition(), fetch.ended());
            }
        }
        endings.add(retired);
        wanted.forEach((partition, target) -> assigned.computeIfAbsent(partition, p -> newFetch(target)));
        metadata.interest(wanted.keySet().stream().map(TopicPartition::topic).collect(Collectors.toSet()));
        route(metadata.topology());
        if (assigned.size() > fetcherOf.size()) {
            metadata.refresh();
        }
        return allOf(retired.values());
    }

    /** A target that had no offset to ask for may have one now. From any thread. */
    public void wakeup(TopicPartition partition) {
        Fetcher fetcher = fetcherOf.get(partition);
        if (fetcher != null) {
            fetcher.wakeup();
        }
    }

    /**
     * Until when the high watermark that the target was given last is known to have been the source's; empty before the
     * first. A partition at rest is not delivered anything, so this is how it is known that its lag is still 0.
     *
     * @return as {@link System#nanoTime}
     */
    public OptionalLong confirmedNanos(TopicPartition partition) {
        PartitionFetch fetch = assigned.get(partition);
        return fetch == null ? OptionalLong.empty() : fetch.confirmedNanos();
    }

    /**
     * Whether the leader holds nothing from an offset up to its high watermark; blocks.
     *
     * @return the high watermark if so
     */
    public OptionalLong emptyUpTo(SourceTopology.Leader leader, TopicPartition partition, Uuid topicId, long offset)
            throws SourceException {
        return new SourceGaps(config, () -> closed).emptyUpTo(leader, partition, topicId, offset);
    }

    /**
     * Whether the leader holds nothing from an offset up to another, and of some leader epochs nothing behind it either;
     * blocks.
     *
     * @param toOffset exclusive
     * @param afterEpoch what it holds of epochs from behind this one up to {@code epoch} it has not forgotten
     * @return false: it does, or cannot tell; empty: it has not forgotten them, does not lead any more, or does not say
     */
    public Optional<Boolean> vanished(
            SourceTopology.Leader leader,
            TopicPartition partition,
            Uuid topicId,
            long fromOffset,
            long toOffset,
            int afterEpoch,
            int epoch)
            throws SourceException {
        return new SourceGaps(config, () -> closed)
                .vanished(leader, partition, topicId, fromOffset, toOffset, afterEpoch, epoch);
    }

    /**
     * The latest leader epoch that the leader's log knows of, negative if it knows none; blocks.
     *
     * @return empty: it does not say
     */
    public OptionalInt latestEpoch(SourceTopology.Leader leader, TopicPartition partition) throws SourceException {
        return new SourceLogEpochs(config, () -> closed).latest(leader, partition);
    }

    /** No target is called after this returns. */
    @Override
    public void close() {
        metadata.removeListener(onAnswer);
        List<Fetcher> fetchersToEnd;
        CompletableFuture<Void> targetsAreFree;
        synchronized (this) {
            closed = true;
            assigned.values().forEach(PartitionFetch::retire);
            targetsAreFree =
                    allOf(Stream.concat(assigned.values().stream().map(PartitionFetch::ended), endings.all().stream())
                            .toList());
            fetchers.values().forEach(Fetcher::stop);
            stopped.addAll(fetchers.values());
            fetchers.clear();
            fetchersToEnd = List.copyOf(stopped);
        }
        long deadlineNanos = System.nanoTime() + CLOSE_WITHIN_MS * 1_000_000;
        fetchersToEnd.forEach(fetcher -> fetcher.awaitEnd((deadlineNanos - System.nanoTime()) / 1_000_000));
        try {
            targetsAreFree.get(Math.max(1, deadlineNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.error("A fetcher did not end within {} ms: one of its targets does not return.", CLOSE_WITHIN_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static CompletableFuture<Void> allOf(Collection<CompletableFuture<Void>> futures) {
        return CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new));
    }

    private static Map<TopicPartition, FetchTarget> byPartition(Collection<? extends FetchTarget> targets) {
        Map<TopicPartition, FetchTarget> byPartition = new HashMap<>();
        for (FetchTarget target : targets) {
            if (byPartition.put(target.sourcePartition(), target) != null) {
                throw new IllegalArgumentException("Two targets for " + target.sourcePartition() + ".");
            }
        }
        return byPartition;
    }

    private PartitionFetch newFetch(FetchTarget target) {
        TopicPartition partition = target.sourcePartition();
        return new PartitionFetch(target, endings.of(partition), () -> wakeup(partition));
    }

    private void answered(SourceTopology topology) {
        synchronized (this) {
            if (closed) {
                return;
            }
            if (!topology.equals(routed)) {
                route(topology);
            }
        }
        boolean leaderless = assigned.size() > fetcherOf.size();
        if (missing.tell(assigned.values(), topology) || leaderless) {
            metadata.refresh();
        }
    }

    private void route(SourceTopology topology) {
        routed = topology;
        Map<FetcherKey, Map<TopicPartition, Wanted>> routes =
                FetchRouting.route(assigned.values(), topology, settings.concurrency());
        Map<TopicPartition, Fetcher> next = new HashMap<>();
        routes.forEach((key, wanted) -> {
            Fetcher fetcher =
                    fetchers.computeIfAbsent(key, k -> Fetcher.start(config, k, settings, throttle, metadata));
            wanted.keySet().forEach(partition -> next.put(partition, fetcher));
        });
        fetcherOf.keySet().retainAll(next.keySet());
        fetcherOf.putAll(next);
        // Only now, when a partition that becomes free finds its next fetcher.
        fetchers.forEach((key, fetcher) -> fetcher.want(routes.getOrDefault(key, Map.of())));
        stopUnused(routes.keySet());
    }

    private void stopUnused(Set<FetcherKey> used) {
        fetchers.entrySet().removeIf(entry -> {
            boolean unused = !used.contains(entry.getKey());
            if (unused) {
                entry.getValue().stop();
                stopped.add(entry.getValue());
            }
            return unused;
        });
        stopped.removeIf(Fetcher::isEnded);
        metadata.reachability()
                .brokersInUse(used.stream().map(FetcherKey::broker).collect(Collectors.toSet()));
    }
}
