// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.mirror;

import dev.orbit.agent.broker.LocalPartition;
import dev.orbit.agent.command.Command.PartitionReport;
import dev.orbit.agent.link.LinkRuntime;
import dev.orbit.agent.link.Links;
import dev.orbit.agent.state.LinkDocument;
import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.StateHolder;
import dev.orbit.agent.state.StateImage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a target for every mirror partition that this agent leads, and none for others. Level-triggered: one thread looks
 * at the state and the leaderships again and again, and makes the difference.
 */
public final class Mirrors implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Mirrors.class);
    private static final long TICK_MS = 200;

    private final StateHolder state;
    private final Links links;
    private final Function<TopicPartition, Optional<LocalPartition>> led;
    private final SegmentSizes segments;
    private final Runnable wakeLease;
    private final Semaphore news = new Semaphore(0);
    private final Thread thread = new Thread(this::run, "orbit-mirrors");
    private final Leaderships leaderships = new Leaderships();
    private final RetentionOverrides overrides = new RetentionOverrides();
    private long toldEndOffset = StateImage.EMPTY.endOffset();
    private volatile Map<TopicPartition, Held> held = Map.of();
    private volatile boolean closed;

    public Mirrors(
            StateHolder state,
            Links links,
            Function<TopicPartition, Optional<LocalPartition>> led,
            SegmentSizes segments,
            Runnable wakeLease) {
        this.state = state;
        this.links = links;
        this.led = led;
        this.segments = segments;
        this.wakeLease = wakeLease;
        thread.setDaemon(true);
        state.listen(image -> wake());
    }

    // fetches: not while the link is paused
    private record Held(MirrorTarget target, LinkRuntime link, boolean fetches) {}

    public void start() {
        thread.start();
    }

    private void wake() {
        if (news.availablePermits() == 0) {
            news.release();
        }
    }

    /** All that was decided before this moment has been read here. */
    public void confirmed(long nanos) {
        if (leaderships.confirmed(nanos)) {
            wake();
        }
    }

    private void run() {
        while (!closed) {
            try {
                reconcile();
                if (news.tryAcquire(TICK_MS, TimeUnit.MILLISECONDS)) {
                    news.drainPermits();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) {
                LOG.error("the mirrors could not be brought up to date; it is tried again", e);
            }
        }
    }

    private void reconcile() {
        StateImage image = state.image();
        links.reconcile(image);
        Map<TopicPartition, Held> next = new HashMap<>();
        for (MirrorTopic topic : image.topics().values()) {
            if (isHeld(topic)) {
                links.runtime(topic.link(), topic.sourceClusterId()).ifPresent(link -> hold(image, topic, link, next));
            }
        }
        tell(image, next);
        leaderships.retain(next.keySet());
        held = Map.copyOf(next);
        links.all().forEach(link -> link.fetch(targetsOf(link, next)));
        stop(next);
    }

    /** What is in the state now; at rest nobody is told the same again. */
    private void tell(StateImage image, Map<TopicPartition, Held> next) {
        boolean isNews = image.endOffset() != toldEndOffset;
        Set<String> overridden = overrides.topics(image);
        next.forEach((name, entry) -> {
            MirrorTopic topic = image.topics().get(name.topic());
            if (topic != null && (isNews || !entry.equals(held.get(name)))) {
                entry.target()
                        .recorded(
                                topic,
                                image.epochsOf(name.topic(), name.partition()),
                                overridden.contains(name.topic()));
            }
        });
        toldEndOffset = image.endOffset();
    }

    private static boolean isHeld(MirrorTopic topic) {
        return topic.isMirrored() || topic.isStopping();
    }

    private void hold(StateImage image, MirrorTopic topic, LinkRuntime link, Map<TopicPartition, Held> next) {
        for (int partition = 0; partition < topic.startOffsets().size(); partition++) {
            TopicPartition name = new TopicPartition(topic.topic(), partition);
            LocalPartition local = led.apply(name).orElse(null);
            if (local == null || isAnothers(topic, local)) {
                continue;
            }
            MirrorTarget target = target(image, topic, link, local);
            if (target != null) {
                LinkDocument document = image.links().get(topic.link());
                boolean isPaused = document != null && document.spec().isPaused();
                next.put(name, new Held(target, link, !isPaused));
            }
        }
    }

    /** Somebody deleted the mirror topic, and made one of their own under its name. */
    private static boolean isAnothers(MirrorTopic topic, LocalPartition local) {
        String id = topic.topicId();
        return id != null && !id.equals(local.topicId().toString());
    }

    private @Nullable MirrorTarget target(StateImage image, MirrorTopic topic, LinkRuntime link, LocalPartition local) {
        TopicPartition name = local.name();
        Held known = held.get(name);
        boolean sameAttempt = known != null && !known.target().isStoppedForAnother(topic.migration());
        if (known != null && known.link() == link && known.target().isCurrent(local) && sameAttempt) {
            return known.target();
        }
        if (!leaderships.isConfirmed(name, local.leaderEpoch())) {
            wakeLease.run();
            return null;
        }
        return new MirrorTarget(
                topic, image.epochsOf(name.topic(), name.partition()), local, link, segments, wakeLease);
    }

    private static Set<MirrorTarget> targetsOf(LinkRuntime link, Map<TopicPartition, Held> next) {
        Set<MirrorTarget> targets = new HashSet<>();
        next.values().stream()
                .filter(entry -> entry.link() == link && entry.fetches())
                .forEach(entry -> targets.add(entry.target()));
        return targets;
    }

    private void stop(Map<TopicPartition, Held> next) {
        next.forEach((name, entry) -> {
            MirrorTopic topic = state.image().topics().get(name.topic());
            if (topic != null
                    && topic.migration() instanceof Migration.Underway underway
                    && underway.isMirrorStopped()) {
                entry.target().stop(underway.attempt().number());
                wakeLease.run();
            }
        });
    }

    /** How every partition held here fares. */
    public List<PartitionReport> reports() {
        List<PartitionReport> reports = new ArrayList<>();
        held.values()
                .forEach(entry -> reports.add(entry.target().report(entry.link().error())));
        return reports;
    }

    /** How the partitions of some topics fare. */
    public List<PartitionReport> reports(Collection<MirrorTopic> topics) {
        List<PartitionReport> reports = new ArrayList<>();
        for (MirrorTopic topic : topics) {
            for (int partition = 0; partition < topic.startOffsets().size(); partition++) {
                Held entry = held.get(new TopicPartition(topic.topic(), partition));
                if (entry != null) {
                    reports.add(entry.target().report(entry.link().error()));
                }
            }
        }
        return reports;
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        held.values().forEach(entry -> entry.target().stop(Integer.MAX_VALUE));
    }
}
