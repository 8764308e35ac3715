// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.mirror;

import dev.orbit.agent.broker.LocalPartition;
import dev.orbit.agent.command.Command.PartitionReport;
import dev.orbit.agent.link.LinkRuntime;
import dev.orbit.agent.link.Links;
import dev.orbit.agent.metrics.TopicMeters;
import dev.orbit.agent.state.LinkDocument;
import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.SourceEpochs;
import dev.orbit.agent.state.StateHolder;
import dev.orbit.agent.state.StateImage;
import dev.orbit.agent.unproxied.ForwardLedger;
import dev.orbit.agent.unproxied.ForwardLedgers;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.ApiException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a target for every mirror partition that this agent leads, and none for others. Level-triggered: one thread looks
 * at the state and the leaderships, and makes the difference; at what is said to have changed at once, and at everything
 * again and again.
 */
public final class Mirrors implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Mirrors.class);
    private static final long EVERYTHING_MS = 2_000;

    private final StateHolder state;
    private final Links links;
    private final Function<TopicPartition, Optional<LocalPartition>> led;
    private final ForwardLedgers ledgers;
    private final TopicMeters meters;
    private final SegmentSizes segments;
    private final Runnable wakeLease;
    private final Pending pending = new Pending();
    private final Thread thread = new Thread(this::run, "orbit-mirrors");
    private final Leaderships leaderships = new Leaderships();
    private final RetentionOverrides overrides = new RetentionOverrides();
    private final Recounts recounts = new Recounts();
    private final Flushes flushes = new Flushes();

    /** Written by the thread alone. */
    private final Map<TopicPartition, Held> held = new ConcurrentHashMap<>();

    /** Of these the coordinator should hear soon. */
    private final Set<TopicPartition> urgent = ConcurrentHashMap.newKeySet();

    private volatile boolean closed;

    public Mirrors(
            StateHolder state,
            Links links,
            Function<TopicPartition, Optional<LocalPartition>> led,
            ForwardLedgers ledgers,
            TopicMeters meters,
            SegmentSizes segments,
            Runnable wakeLease) {
        this.state = state;
        this.links = links;
        this.led = led;
        this.ledgers = ledgers;
        this.meters = meters;
        this.segments = segments;
        this.wakeLease = wakeLease;
        thread.setDaemon(true);
        state.listen(pending::add);
    }

    // fetches: not while the link is paused
    private record Held(MirrorTarget target, LinkRuntime link, boolean fetches, String topicId) {}

    public void start() {
        thread.start();
    }

    /** Other brokers may lead other partitions now. */
    public void leadersChanged() {
        pending.everything();
    }

    /** All that was decided before this moment has been read here. */
    public void confirmed(long nanos) {
        if (leaderships.confirmed(nanos)) {
            pending.everything();
        }
    }

    private void run() {
        while (!closed) {
            try {
                reconcile(pending.take(EVERYTHING_MS));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) {
                LOG.error("the mirrors could not be brought up to date; it is tried again", e);
                pending.everything();
            }
        }
    }

    private void reconcile(Pending.Order order) {
        StateImage image = state.image();
        if (order.everything()) {
            links.reconcile(image);
            reconcile(image, image.topics().keySet(), held.keySet());
            leaderships.retain(held.keySet());
            meters.retain((link, topic) -> isLinked(image, link, topic));
            links.all().forEach(this::fetch);
        } else {
            reconcile(image, order.topics(), heldOf(order.topics())).forEach(this::fetch);
        }
        order.epochs().stream()
                .map(image.epochs()::get)
                .filter(Objects::nonNull)
                .forEach(epochs -> tell(image, epochs));
    }

    private static boolean isLinked(StateImage image, String link, String name) {
        MirrorTopic topic = image.topics().get(name);
        return topic != null && topic.link().equals(link) && image.links().containsKey(link);
    }

    private List<TopicPartition> heldOf(Set<String> topics) {
        return topics.isEmpty()
                ? List.of()
                : held.keySet().stream()
                        .filter(name -> topics.contains(name.topic()))
                        .toList();
    }

    /**
     * Makes the difference for some topics, of which these partitions are held so far.
     *
     * @return the links that have others to fetch for now
     */
    private Set<LinkRuntime> reconcile(StateImage image, Set<String> topics, Collection<TopicPartition> before) {
        Map<TopicPartition, Held> next = new HashMap<>();
        for (String name : topics) {
            MirrorTopic topic = image.topics().get(name);
            if (topic != null && isHeld(topic)) {
                links.runtime(topic.link(), topic.sourceClusterId()).ifPresent(link -> hold(image, topic, link, next));
            }
        }
        next.forEach((name, entry) -> tell(image, name, entry));
        Set<LinkRuntime> changed = new HashSet<>();
        for (TopicPartition name : List.copyOf(before)) {
            if (!next.containsKey(name)) {
                Held former = Objects.requireNonNull(held.remove(name));
                ledgers.forget(former.topicId(), name.partition());
                changed.add(former.link());
            }
        }
        next.forEach((name, entry) -> {
            if (!entry.equals(held.put(name, entry))) {
                changed.add(entry.link());
                urgent.add(name);
            }
        });
        stop(image, next);
        next.forEach((name, entry) -> prepare(image.topics().get(name.topic()), name, entry));
        return changed;
    }

    /** What is to be cut over is to be proven then, whoever led it before, and to be forced to disk quickly. */
    private void prepare(@Nullable MirrorTopic topic, TopicPartition name, Held entry) {
        boolean isUrgent = topic != null && topic.migration() instanceof Migration.Underway;
        if (topic != null && isUrgent && !topic.isStopping()) {
            flushes.ahead(entry.target());
        }
        if (isUrgent || (topic != null && topic.migration() instanceof Migration.Proxy)) {
            recounts.want(entry.target().log().proof(), isUrgent, () -> isHeldAndLed(name, entry.target()));
        }
    }

    private boolean isHeldAndLed(TopicPartition name, MirrorTarget target) {
        Held now = held.get(name);
        return !closed && now != null && now.target() == target && target.isLed();
    }

    private void fetch(LinkRuntime link) {
        link.fetch(held.values().stream()
                .filter(entry -> entry.link() == link && entry.fetches())
                .map(Held::target)
                .collect(Collectors.toSet()));
    }

    /** What is in the state of a partition now; what waited for that goes on. */
    private void tell(StateImage image, TopicPartition name, Held entry) {
        MirrorTopic topic = image.topics().get(name.topic());
        if (topic != null) {
            SourceEpochs epochs = image.epochsOf(name.topic(), name.partition());
            if (entry.target().recorded(topic, epochs, overrides.overrides(image, topic))) {
                entry.link().wakeup(entry.target().sourcePartition());
            }
        }
    }

    private void tell(StateImage image, SourceEpochs epochs) {
        TopicPartition name = new TopicPartition(epochs.topic(), epochs.partition());
        Held entry = held.get(name);
        if (entry != null) {
            tell(image, name, entry);
        }
    }

    private static boolean isHeld(MirrorTopic topic) {
        return topic.isMirrored() || topic.isStopping();
    }

    private void hold(StateImage image, MirrorTopic topic, LinkRuntime link, Map<TopicPartition, Held> next) {
        String topicId = topic.topicId();
        if (topicId == null) {
            return;
        }
        Uuid id = Uuid.fromString(topicId);
        for (int partition = 0; partition < topic.startOffsets().size(); partition++) {
            TopicPartition name = new TopicPartition(topic.topic(), partition);
            LocalPartition local = led.apply(name).orElse(null);
            // metadata may be late: a topic that had the name before is not written to, and not reported
            if (local == null || !local.topicId().equals(id)) {
                continue;
            }
            MirrorTarget target = target(image, topic, link, local);
            if (target != null) {
                LinkDocument document = image.links().get(topic.link());
                boolean isPaused = document != null && document.spec().isPaused();
                next.put(name, new Held(target, link, !isPaused, topicId));
            }
        }
    }

    private @Nullable MirrorTarget target(StateImage image, MirrorTopic topic, LinkRuntime link, LocalPartition local) {
        TopicPartition name = local.name();
        Held known = held.get(name);
        boolean sameAttempt = known != null && !known.target().isStoppedForAnother(topic.stoppedAttempt());
        if (known != null && known.link() == link && known.target().isCurrent(local) && sameAttempt) {
            return known.target();
        }
        if (!leaderships.isConfirmed(name, local.topicId(), local.leaderEpoch())) {
            wakeLease.run();
            return null;
        }
        return new MirrorTarget(
                topic,
                image.epochsOf(name.topic(), name.partition()),
                local,
                link,
                segments,
                bypass(topic, local),
                meters.mirrors(topic.link(), topic.topic(), () -> figures(topic.topic())),
                () -> isUrgent(name));
    }

    private BypassWatch bypass(MirrorTopic topic, LocalPartition local) {
        ForwardLedger ledger = ledgers.of(
                topic.topic(), local.topicId().toString(), local.name().partition());
        return new BypassWatch(ledger, topic.migration(), local.leaderEpoch() == 0, System::nanoTime);
    }

    private void isUrgent(TopicPartition name) {
        urgent.add(name);
        wakeLease.run();
    }

    private record Stop(TopicPartition name, MirrorTarget target, MirrorTopic topic) {}

    private void stop(StateImage image, Map<TopicPartition, Held> next) {
        List<Stop> stops = new ArrayList<>();
        next.forEach((name, entry) -> {
            MirrorTopic topic = image.topics().get(name.topic());
            if (topic != null && topic.isStopping()) {
                stops.add(new Stop(name, entry.target(), topic));
            }
        });
        flushes.stop(stops.stream()
                .collect(Collectors.toMap(Stop::target, stop -> stop.topic().stoppedAttempt())));
        stops.forEach(stop -> {
            if (stop.topic().migration() instanceof Migration.EndingTransactions) {
                abortTransactions(stop.name(), stop.target());
            }
            wakeLease.run();
        });
    }

    /** While followers are too few it cannot be done, and is tried again at the next look at everything. */
    private static void abortTransactions(TopicPartition name, MirrorTarget target) {
        try {
            target.abortTransactions();
        } catch (ApiException e) {
            LOG.warn("{}: its open transactions cannot be ended yet: {}", name, e.getMessage());
        }
    }

    /** How every partition held here fares. */
    public List<PartitionReport> reports() {
        urgent.clear();
        return held.values().stream().map(this::report).toList();
    }

    /** How the partitions of some topics fare, and those of which the coordinator should hear soon. */
    public List<PartitionReport> urgentReports(Collection<MirrorTopic> topics) {
        Set<TopicPartition> names = new HashSet<>();
        for (MirrorTopic topic : topics) {
            for (int partition = 0; partition < topic.startOffsets().size(); partition++) {
                names.add(new TopicPartition(topic.topic(), partition));
            }
        }
        // before they are looked at: what is found from then on is urgent anew
        urgent.removeIf(name -> {
            names.add(name);
            return true;
        });
        return names.stream()
                .map(held::get)
                .filter(Objects::nonNull)
                .map(this::report)
                .toList();
    }

    /** How the partitions of one topic fare together, for whoever measures. */
    private TopicMeters.Figures figures(String name) {
        MirrorTopic topic = state.image().topics().get(name);
        MirrorFigures figures = new MirrorFigures();
        for (int partition = 0;
                topic != null && partition < topic.startOffsets().size();
                partition++) {
            Held entry = held.get(new TopicPartition(name, partition));
            if (entry != null) {
                add(figures, entry);
            }
        }
        return figures.sum();
    }

    private void add(MirrorFigures figures, Held entry) {
        try {
            figures.add(report(entry), entry.fetches());
        } catch (ApiException e) {
            // its log is gone, and it is about to be let go
            LOG.debug("nothing can be measured of {}: {}", entry.target().sourcePartition(), e.getMessage());
        }
    }

    /** When the source was heard is new all the time, and told only while somebody has to know. */
    private PartitionReport report(Held entry) {
        MirrorTarget target = entry.target();
        Long sinceMs = entry.link().sinceConfirmedMs(target.sourcePartition());
        PartitionReport report = target.report(entry.link().error(), sinceMs);
        MirrorTopic topic = state.image().topics().get(report.topic());
        boolean isAsked = topic != null && topic.migration() instanceof Migration.FailingOver;
        return isAsked && sinceMs != null ? report.withSourceHeard(System.currentTimeMillis() - sinceMs) : report;
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        recounts.close();
        flushes.stop(held.values().stream().collect(Collectors.toMap(Held::target, entry -> Integer.MAX_VALUE)));
        flushes.close();
    }
}
