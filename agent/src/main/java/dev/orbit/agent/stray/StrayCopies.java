// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.stray;

import dev.orbit.agent.broker.log.LocalPartition;
import dev.orbit.agent.broker.log.StrayLog;
import dev.orbit.agent.command.Command.StraysReport;
import dev.orbit.agent.link.LinkRuntime;
import dev.orbit.agent.link.Links;
import dev.orbit.agent.state.LinkDocument;
import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.StateHolder;
import dev.orbit.agent.state.StateImage;
import dev.orbit.agent.state.StrayWrites;
import dev.orbit.agent.threads.Threads;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a target for every partition for strays that this agent leads. Level-triggered: one thread looks again and again at
 * what the state holds, and makes the difference. At rest, with no strays, it does nothing.
 */
public final class StrayCopies implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StrayCopies.class);
    private static final long EVERY_MS = 1_000;

    private final StateHolder state;
    private final Links links;
    private final Function<TopicPartition, Optional<LocalPartition>> led;
    private final HeldBatches held;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread strays = new Thread(task, "orbit-strays");
        strays.setDaemon(true);
        return strays;
    });

    /** By partition for strays; written by the thread alone. */
    private final Map<TopicPartition, StrayTarget> targets = new ConcurrentHashMap<>();

    private final Set<LinkRuntime> fetching = new HashSet<>();

    public StrayCopies(
            StateHolder state, Links links, Function<TopicPartition, Optional<LocalPartition>> led, HeldBatches held) {
        this.state = state;
        this.links = links;
        this.led = led;
        this.held = held;
    }

    public void start() {
        var unused = thread.scheduleWithFixedDelay(this::look, EVERY_MS, EVERY_MS, TimeUnit.MILLISECONDS);
    }

    private void look() {
        try {
            reconcile(state.image());
        } catch (RuntimeException | Error e) {
            // not thrown on: nobody would look again
            LOG.error("the copies of strays could not be brought up to date; it is tried again", e);
        }
    }

    private void reconcile(StateImage image) {
        Map<TopicPartition, StrayTarget> next = new HashMap<>();
        Map<LinkRuntime, Set<StrayTarget>> fetched = new HashMap<>();
        for (StrayWrites strays : image.strays().values()) {
            MirrorTopic topic = image.topics().get(strays.topic());
            if (topic != null
                    && strays.isWatched()
                    && strays.strayTopicId() != null
                    && topic.migration() instanceof Migration.Complete complete
                    && !isPaused(image, topic)) {
                links.runtime(topic.link(), topic.sourceClusterId()).ifPresent(link -> {
                    Map<TopicPartition, StrayTarget> own = targets(topic, complete, strays, link);
                    next.putAll(own);
                    fetched.computeIfAbsent(link, unused -> new HashSet<>()).addAll(own.values());
                });
            }
        }
        targets.keySet().retainAll(next.keySet());
        targets.putAll(next);
        fetch(fetched);
    }

    private static boolean isPaused(StateImage image, MirrorTopic topic) {
        LinkDocument link = image.links().get(topic.link());
        return link != null && link.spec().isPaused();
    }

    private Map<TopicPartition, StrayTarget> targets(
            MirrorTopic topic, Migration.Complete complete, StrayWrites strays, LinkRuntime link) {
        Map<TopicPartition, StrayTarget> found = new HashMap<>();
        for (int partition = 0; partition < strays.partitionCount(); partition++) {
            TopicPartition name = new TopicPartition(strays.strayTopic(), partition);
            LocalPartition local = led.apply(name).orElse(null);
            if (local != null && local.topicId().toString().equals(strays.strayTopicId())) {
                StrayTarget known = targets.get(name);
                StrayTarget target = known != null && known.isCurrent(local, link)
                        ? known
                        : target(topic, complete, strays, link, local);
                target.recorded(strays);
                found.put(name, target);
            }
        }
        return found;
    }

    private StrayTarget target(
            MirrorTopic topic,
            Migration.Complete complete,
            StrayWrites strays,
            LinkRuntime link,
            LocalPartition local) {
        int partition = local.name().partition();
        // one that came later was never mirrored: all of it is stray
        long start = partition < complete.finalOffsets().size()
                ? complete.finalOffsets().get(partition)
                : 0;
        StrayLog log = new StrayLog(
                local, start, new StrayLog.Origin(topic.sourceClusterId(), topic.sourceTopic(), partition));
        Retries retries = new Retries(new TopicPartition(topic.topic(), partition), held, System::nanoTime);
        return new StrayTarget(topic, strays, log, link, retries);
    }

    private void fetch(Map<LinkRuntime, Set<StrayTarget>> wanted) {
        fetching.stream().filter(link -> !wanted.containsKey(link)).forEach(link -> link.fetchStrays(Set.of()));
        fetching.clear();
        fetching.addAll(wanted.keySet());
        wanted.forEach(LinkRuntime::fetchStrays);
    }

    /** How every partition for strays that is led here fares. */
    public List<StraysReport> reports() {
        return targets.values().stream().map(StrayTarget::report).toList();
    }

    /** Looks no more. */
    @Override
    public void close() {
        Threads.end(thread);
    }
}
