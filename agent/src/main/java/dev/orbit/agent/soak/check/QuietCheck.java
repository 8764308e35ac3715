// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.soak.check;

import dev.orbit.agent.soak.history.Estate;
import dev.orbit.agent.soak.history.TopicModel;
import dev.orbit.agent.soak.ledger.Ledger;
import dev.orbit.agent.soak.ledger.Place;
import dev.orbit.agent.soak.ledger.Receipts;
import dev.orbit.agent.soak.stage.Positions;
import dev.orbit.agent.soak.stage.Stage;
import dev.orbit.agent.verify.Result;
import dev.orbit.agent.verify.TopicReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** Everything that must hold once nobody writes and nothing is broken. */
public final class QuietCheck {

    /** Without anything having changed in what is missing. */
    private static final Duration ARRIVED_WITHIN = Duration.ofSeconds(90);

    private static final Duration COPIED_WITHIN = Duration.ofSeconds(60);
    /** They are held back for a minute. */
    private static final Duration STRAYS_WITHIN = Duration.ofMinutes(2);

    private static final Duration AT_MOST = Duration.ofMinutes(5);
    private static final Duration TOLD_AFTER = Duration.ofSeconds(10);
    private static final long POLL_MS = 500;

    private final Stage stage;
    private final Ledger ledger;
    private final Figures figures;
    private final Arrival arrival;
    private final Commits commits;
    private final Strangers strangers;
    private final Comparisons comparisons;
    private final ProxyCheck proxied;

    public QuietCheck(Stage stage, Ledger ledger, Receipts receipts, Figures figures) {
        this.stage = stage;
        this.ledger = ledger;
        this.figures = figures;
        this.arrival = new Arrival(stage, ledger);
        this.commits = new Commits(stage);
        this.strangers = new Strangers(stage);
        this.comparisons = new Comparisons(stage.sourceCluster(), stage.destinationCluster(), figures);
        this.proxied = new ProxyCheck(stage, receipts, figures);
    }

    /**
     * Makes what Orbit is to leave alone.
     *
     * @param declare tells Orbit of the source
     */
    public void prepare(Runnable declare) {
        strangers.make();
        declare.run();
        strangers.makeAtSource();
    }

    /** What groups that moved committed at the destination; no commits: nobody knows which. */
    public record MovedGroup(String topic, int generation, Map<TopicPartition, Long> commits) {}

    /**
     * Checks.
     *
     * @param tell a line for people, now and then
     */
    public List<Breach> check(Estate estate, Map<String, MovedGroup> moved, Consumer<String> tell)
            throws InterruptedException {
        long beganNanos = System.nanoTime();
        List<Breach> missing = await(
                ARRIVED_WITHIN,
                tell,
                () -> Stream.concat(arrival.missing(estate).stream(), proxied.missing(estate).stream())
                        .toList());
        figures.checked("arrivals");
        if (!missing.isEmpty()) {
            return missing;
        }
        long arrivedMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beganNanos);
        figures.caughtUpAfter(arrivedMs);
        tell.accept("all mirrors arrived after " + arrivedMs + " ms");
        List<Breach> breaches = new ArrayList<>(compare(estate, tell));
        breaches.addAll(promises(estate, tell));
        breaches.addAll(await(STRAYS_WITHIN, tell, () -> proxied.strays(estate)));
        breaches.addAll(proxied.check(estate, tell));
        breaches.addAll(await(COPIED_WITHIN, tell, () -> arrival.unconfigured(estate.mirrored())));
        figures.checked("topic configs compared");
        breaches.addAll(strangers.check(estate));
        figures.checked("topics of others looked at");
        Commits.MovedGroups groups = groups(estate, moved);
        breaches.addAll(await(COPIED_WITHIN, tell, () -> commits.missing(estate, groups)));
        breaches.addAll(commits.touched(groups));
        figures.checked("groups compared");
        return breaches;
    }

    /** What is long in coming is told while it is: when it has come nobody can tell any more what it was. */
    private static List<Breach> await(Duration within, Consumer<String> tell, Supplier<List<Breach>> look)
            throws InterruptedException {
        long endNanos = System.nanoTime() + AT_MOST.toNanos();
        long deadlineNanos = endNanos;
        long toldByNanos = System.nanoTime() + TOLD_AFTER.toNanos();
        List<Breach> before = List.of();
        while (true) {
            List<Breach> missing = tried(look);
            if (!missing.equals(before)) {
                before = missing;
                deadlineNanos = System.nanoTime() + within.toNanos();
            }
            if (missing.isEmpty()
                    || Arrival.isFinal(missing)
                    || System.nanoTime() > Math.min(endNanos, deadlineNanos)) {
                return missing;
            }
            if (System.nanoTime() - toldByNanos > 0) {
                toldByNanos = System.nanoTime() + TOLD_AFTER.toNanos();
                tell.accept("waits: " + missing);
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MS);
        }
    }

    private static List<Breach> tried(Supplier<List<Breach>> look) {
        try {
            return look.get();
        } catch (KafkaException
                | dev.orbit.agent.soak.stage.Cluster.UnansweredException
                | IllegalStateException
                | java.io.UncheckedIOException e) {
            return List.of(new Breach(Invariant.THE_MIRROR_ARRIVES, "a cluster", "it does not answer: " + e));
        }
    }

    private List<Breach> compare(Estate estate, Consumer<String> tell) {
        List<TopicReport> reports =
                comparisons.compare(Stream.concat(estate.mirrored().stream(), proxied.mirrored(estate).stream())
                        .toList());
        List<Breach> breaches = new ArrayList<>();
        for (TopicReport report : reports) {
            Invariants.prefix(report).ifPresent(breaches::add);
            if (report.result() == Result.ERROR) {
                breaches.add(new Breach(Invariant.PREFIX, report.topic(), "it cannot be read: " + report.partitions()));
            }
        }
        figures.checked("full comparisons");
        tell.accept("compared "
                + reports.stream().mapToLong(TopicReport::recordCount).sum() + " records of " + reports.size()
                + " topics under both isolation levels");
        return breaches;
    }

    private List<Breach> promises(Estate estate, Consumer<String> tell) {
        List<Breach> breaches = new ArrayList<>();
        long count = 0;
        long lostByLeaders = 0;
        long lostBySource = 0;
        for (TopicModel topic : estate.mirrored()) {
            Found there = Found.in(stage.sourceCluster(), topic.name(), topic.generation());
            Found here = Found.in(stage.destinationCluster(), topic.name(), topic.generation());
            if (here.strangers() > 0) {
                breaches.add(new Breach(
                        Invariant.PREFIX,
                        topic.name(),
                        here.strangers() + " records are of another topic of its name"));
            }
            // read last: what went meanwhile is not asked for
            List<Positions> starts = stage.destinationCluster().positions(topic.name(), topic.partitions());
            List<Positions> sourceStarts = stage.sourceCluster().positions(topic.name(), topic.partitions());
            for (int i = 0; i < topic.partitions(); i++) {
                Place place = new Place(topic.name(), topic.generation(), i);
                long start = Math.max(
                        starts.get(i).logStartOffset(), sourceStarts.get(i).logStartOffset());
                ledger.forgetBelow(place, start);
                var promised = ledger.from(place, start);
                Promises promises = new Promises(topic.compacted(), promised, here.partition(i), there.partition(i));
                promises.broken()
                        .map(what -> new Breach(Invariant.ACKNOWLEDGED_RECORDS_ARRIVE, place.toString(), what))
                        .ifPresent(breaches::add);
                count += promised.size();
                lostByLeaders += promises.lostByLeader();
                lostBySource += promises.lostBySource();
            }
        }
        figures.checked("ledgers compared");
        figures.lost(lostByLeaders, lostBySource);
        tell.accept("held " + count + " outcomes that producers were told against the destination"
                + (lostBySource > 0 ? "; the source lost " + lostBySource + " that it had acknowledged for good" : ""));
        return breaches;
    }

    /** A commit goes with the mirror it was made on. */
    private static Commits.MovedGroups groups(Estate estate, Map<String, MovedGroup> moved) {
        Map<String, Map<TopicPartition, Long>> certain = new HashMap<>();
        Set<String> uncertain = new HashSet<>();
        moved.forEach((group, one) -> {
            TopicModel topic = estate.topics().get(one.topic());
            boolean isThere = topic != null && topic.mirroredGeneration() == one.generation();
            if (isThere && !one.commits().isEmpty()) {
                certain.put(group, one.commits());
            } else {
                uncertain.add(group);
            }
        });
        return new Commits.MovedGroups(certain, uncertain);
    }
}
