// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.mirror;

import dev.orbit.agent.broker.log.LocalPartition;
import dev.orbit.agent.link.LinkRuntime;
import dev.orbit.agent.link.Links;
import dev.orbit.agent.metrics.TopicMeters;
import dev.orbit.agent.state.LinkDocument;
import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.MirrorStop;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.SourceEpochs;
import dev.orbit.agent.state.StateHolder;
import dev.orbit.agent.state.StateImage;
import dev.orbit.agent.threads.Threads;
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
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
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
    private static final long RETRY_MS = 200;

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
    private final Stops stops = new Stops();
    private final MirrorReports reports;

    /** Written by the thread alone. */
    private final Map<TopicPartition, HeldMirror> held = new ConcurrentHashMap<>();

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
        this.reports = new MirrorReports(state, held);
        this.links = links;
        this.led = led;
        this.ledgers = ledgers;
        this.meters = meters;
        this.segments = segments;
        this.wakeLease = wakeLease;
        thread.setDaemon(true);
        state.listen(pending::add);
    }

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
        try {
            for (Pending.Order order = pending.take(EVERYTHING_MS); !closed; order = pending.take(EVERYTHING_MS)) {
                try {
                    reconcile(order);
                } catch (RuntimeException | Error e) {
                    LOG.error("the mirrors could not be brought up to date; it is tried again", e);
                    TimeUnit.MILLISECONDS.sleep(RETRY_MS);
                    pending.everything();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
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
        Map<TopicPartition, HeldMirror> next = new HashMap<>();
        for (String name : topics) {
            MirrorTopic topic = image.topics().get(name);
            if (topic != null && isHeld(topic)) {
                LinkRuntime link =
                        links.runtime(topic.link(), topic.sourceClusterId()).orElse(null);
                // a log is stopped whether or not anything leads to its source any more
                if (link != null || topic.isStopping()) {
                    hold(image, topic, link, next);
                }
            }
        }
        next.forEach((name, mirror) -> tell(image, name, mirror));
        Set<@Nullable LinkRuntime> changed = new HashSet<>();
        for (TopicPartition name : List.copyOf(before)) {
            if (!next.containsKey(name)) {
                HeldMirror former = Objects.requireNonNull(held.remove(name));
                ledgers.forget(former.topicId(), name.partition());
                changed.add(former.link());
            }
        }
        next.forEach((name, mirror) -> {
            if (!mirror.equals(held.put(name, mirror))) {
                changed.add(mirror.link());
                reports.tellSoon(name);
            }
        });
        stop(image, next);
        next.forEach((name, mirror) -> prepare(image.topics().get(name.topic()), name, mirror));
        return changed.stream().filter(Objects::nonNull).collect(Collectors.toSet());
    }

    /** What is to be cut over is to be proven then, whoever led it before, and to be forced to disk quickly. */
    private void prepare(@Nullable MirrorTopic topic, TopicPartition name, HeldMirror mirror) {
        boolean isUrgent = topic != null && topic.migration() instanceof Migration.Underway;
        if (topic != null && isUrgent && !topic.isStopping()) {
            stops.flushAhead(mirror.target());
        }
        if (isUrgent || (topic != null && topic.migration() instanceof Migration.Proxy)) {
            recounts.want(mirror.target().log().proof(), isUrgent, () -> isHeldAndLed(name, mirror.target()));
        }
    }

    private boolean isHeldAndLed(TopicPartition name, MirrorTarget target) {
        HeldMirror now = held.get(name);
        return !closed && now != null && now.target() == target && target.isLed();
    }

    /** One link that fails keeps nothing from the others, and is tried again with everything. */
    private void fetch(LinkRuntime link) {
        try {
            link.fetch(held.values().stream()
                    .filter(mirror -> mirror.link() == link && mirror.fetches())
                    .map(HeldMirror::target)
                    .collect(Collectors.toSet()));
        } catch (RuntimeException e) {
            LOG.error("link {} does not fetch what it is to; it is tried again", link.name(), e);
        }
    }

    /** What is in the state of a partition now; what waited for that goes on. */
    private void tell(StateImage image, TopicPartition name, HeldMirror mirror) {
        MirrorTopic topic = image.topics().get(name.topic());
        if (topic != null) {
            SourceEpochs epochs = image.epochsOf(name.topic(), name.partition());
            LinkRuntime link = mirror.link();
            boolean goesOn = mirror.target().recorded(topic, epochs, overrides.overrides(image, topic));
            if (goesOn && link != null) {
                link.wakeup(mirror.target().sourcePartition());
            }
        }
    }

    private void tell(StateImage image, SourceEpochs epochs) {
        TopicPartition name = new TopicPartition(epochs.topic(), epochs.partition());
        HeldMirror mirror = held.get(name);
        if (mirror != null) {
            tell(image, name, mirror);
        }
    }

    private static boolean isHeld(MirrorTopic topic) {
        return topic.isMirrored() || topic.isStopping();
    }

    private void hold(
            StateImage image, MirrorTopic topic, @Nullable LinkRuntime link, Map<TopicPartition, HeldMirror> next) {
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
            hold(image, topic, topicId, link, local).ifPresent(mirror -> next.put(name, mirror));
        }
    }

    /** Empty also where it fails: one partition does not keep the others waiting, and is tried again with everything. */
    private Optional<HeldMirror> hold(
            StateImage image, MirrorTopic topic, String topicId, @Nullable LinkRuntime link, LocalPartition local) {
        try {
            MirrorTarget target = target(image, topic, link, local);
            LinkDocument document = image.links().get(topic.link());
            boolean isPaused = document != null && document.spec().isPaused();
            // another mirror may have taken the place of one that is only held to be stopped
            boolean fetches = !isPaused && topic.mapping() != null;
            return Optional.ofNullable(target).map(held -> new HeldMirror(held, link, fetches, topicId));
        } catch (RuntimeException e) {
            LOG.error("{} cannot be mirrored; it is tried again", local.name(), e);
            return Optional.empty();
        }
    }

    private @Nullable MirrorTarget target(
            StateImage image, MirrorTopic topic, @Nullable LinkRuntime link, LocalPartition local) {
        TopicPartition name = local.name();
        HeldMirror known = held.get(name);
        boolean sameStop = known != null && !known.target().isStoppedOtherwise(topic.stop());
        // what is stopped asks nothing of the link it was mirrored over
        boolean sameWay = known != null && (known.link() == link || topic.isStopping());
        if (known != null && sameWay && known.target().isCurrent(local) && sameStop) {
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
                link == null ? links.outOfReach(topic.sourceClusterId()) : link,
                segments,
                bypass(topic, local),
                meters.mirrors(topic.link(), topic.topic(), () -> reports.figures(topic.topic())),
                () -> tellNow(name));
    }

    private BypassWatch bypass(MirrorTopic topic, LocalPartition local) {
        ForwardLedger ledger = ledgers.of(
                topic.topic(), local.topicId().toString(), local.name().partition());
        return new BypassWatch(ledger, topic.migration(), local.leaderEpoch() == 0, System::nanoTime);
    }

    private void tellNow(TopicPartition name) {
        reports.tellSoon(name);
        wakeLease.run();
    }

    private void stop(StateImage image, Map<TopicPartition, HeldMirror> next) {
        List<Stops.Stop> due = new ArrayList<>();
        next.forEach((name, mirror) -> {
            MirrorTopic topic = image.topics().get(name.topic());
            if (topic != null && topic.isStopping()) {
                boolean endsTransactions = topic.migration() instanceof Migration.EndingTransactions;
                due.add(new Stops.Stop(mirror.target(), topic.stop(), endsTransactions));
            }
        });
        if (!due.isEmpty()) {
            stops.stop(due);
            wakeLease.run();
        }
    }

    /** How they fare. */
    public MirrorReports reports() {
        return reports;
    }

    @Override
    public void close() {
        closed = true;
        pending.everything();
        Threads.end(thread);
        recounts.close();
        stops.stop(held.values().stream()
                .map(mirror -> new Stops.Stop(mirror.target(), new MirrorStop(Integer.MAX_VALUE, 0), false))
                .toList());
        stops.close();
    }
}
