// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.soak;

import dev.orbit.agent.lab.Documents;
import dev.orbit.agent.lab.Teardown;
import dev.orbit.agent.soak.check.Breach;
import dev.orbit.agent.soak.check.Figures;
import dev.orbit.agent.soak.check.Invariant;
import dev.orbit.agent.soak.check.QuietCheck;
import dev.orbit.agent.soak.check.RunningCheck;
import dev.orbit.agent.soak.history.Estate;
import dev.orbit.agent.soak.history.Historian;
import dev.orbit.agent.soak.history.QuietPoint;
import dev.orbit.agent.soak.history.Step;
import dev.orbit.agent.soak.ledger.Ledger;
import dev.orbit.agent.soak.ledger.Receipts;
import dev.orbit.agent.soak.stage.Cluster;
import dev.orbit.agent.soak.stage.Stage;
import dev.orbit.agent.soak.work.HangingTransactions;
import dev.orbit.agent.soak.work.Performer;
import dev.orbit.schemas.AutoMigration;
import dev.orbit.schemas.ConsumerGroupSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/** Lives through the history of a seed, and ends with a quiet point, or with the first invariant that is broken. */
final class Soak {

    private static final int GROUPS_EVERY_S = 1;

    /** Well beyond the time-out of the history's transactions. */
    private static final Duration TRANSACTIONS_END_WITHIN = Duration.ofSeconds(60);

    private final long seed;
    private final Duration length;
    private final Teardown teardown;
    private final Tale tale;
    private final Ledger ledger = new Ledger();
    private final Receipts receipts = new Receipts();
    private final Figures figures = new Figures();
    private final Queue<Breach> breaches = new ConcurrentLinkedQueue<>();
    private final Map<String, Long> actions = new TreeMap<>();
    private int stepCount;

    /** @param length after which no more round of actions begins */
    Soak(long seed, Duration length, Teardown teardown, Tale tale) {
        this.seed = seed;
        this.length = length;
        this.teardown = teardown;
        this.tale = tale;
    }

    /**
     * Lives through it.
     *
     * @param directory of everything
     * @throws IllegalStateException if the simulator itself cannot go on
     */
    Summary run(Path directory) throws InterruptedException {
        tale.detail("starting a source of two brokers and an agent; everything of this run is in " + directory);
        Stage stage = Stage.set(teardown, directory);
        QuietCheck quiet = new QuietCheck(stage, ledger, receipts, figures);
        quiet.prepare(() -> declare(stage));
        long beganNanos = System.nanoTime();
        Historian historian = new Historian(seed);
        try (Performer performer = new Performer(stage, ledger, receipts, new Told());
                RunningCheck running = new RunningCheck(stage, figures, seed, historian.estate(), breaches::add)) {
            boolean isQuiet = false;
            boolean isOver = false;
            while (!(isOver && isQuiet) && breaches.isEmpty()) {
                Step step = isOver ? historian.quiet() : historian.next();
                isQuiet = step.action() instanceof QuietPoint;
                if (!isQuiet) {
                    running.expect(historian.estate());
                }
                live(step, historian, performer, stage, quiet);
                if (isQuiet) {
                    // what was changed in its round is settled now that all mirrors have arrived
                    running.expect(historian.estate());
                }
                isOver = System.nanoTime() - beganNanos >= length.toNanos();
            }
        }
        if (!breaches.isEmpty()) {
            tale.evidence(Evidence.of(stage, historian.estate()));
        }
        return new Summary(
                seed,
                TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - beganNanos),
                stepCount,
                Map.copyOf(actions),
                Summary.Records.of(ledger, figures),
                Summary.Proxied.of(receipts, figures),
                ledger.transactions(),
                figures.checks(),
                figures.comparedRecords(),
                figures.worstCatchUpMs(),
                breaches.stream().map(Breach::toString).toList(),
                breaches.stream()
                        .map(Breach::invariant)
                        .distinct()
                        .collect(Collectors.toMap(Invariant::name, Invariant::words)),
                breaches.isEmpty() ? List.of() : tale.lastSteps(),
                tale.path().toString(),
                breaches.isEmpty() ? null : directory.toString());
    }

    private static void declare(Stage stage) {
        ConsumerGroupSettings groups = new ConsumerGroupSettings(true, List.of(".*"), List.of(), "", GROUPS_EVERY_S);
        stage.api()
                .change(List.of(
                        Documents.putLink(stage.sourceBootstrapOfAgent(), groups),
                        Documents.putRegexMapping("soak-.*", ""),
                        Documents.putRegexMapping("proxied-.*", "", new AutoMigration(true))));
    }

    private void live(Step step, Historian historian, Performer performer, Stage stage, QuietCheck quiet)
            throws InterruptedException {
        tale.step(step);
        stepCount++;
        actions.merge(step.action().kind(), 1L, Long::sum);
        if (step.action() instanceof QuietPoint) {
            if (rests(performer, stage)) {
                endHangingTransactions(stage, historian.estate());
                breaches.addAll(quiet.check(historian.estate(), moved(performer), tale::detail));
            }
        } else {
            performer.perform(step, historian.estate());
            TimeUnit.MILLISECONDS.sleep(step.pauseMs());
        }
    }

    private void endHangingTransactions(Stage stage, Estate estate) throws InterruptedException {
        List<TopicPartition> partitions = estate.mirrored().stream()
                .flatMap(topic -> Cluster.partitions(topic.name(), topic.partitions()).stream())
                .toList();
        HangingTransactions hanging = new HangingTransactions(stage.sourceCluster(), TRANSACTIONS_END_WITHIN);
        for (TopicPartition partition : hanging.end(partitions)) {
            ledger.transactionEnded("left hanging by the source, by partition");
            tale.detail(
                    "the source left a transaction hanging in " + partition + ", which was ended as by an operator");
        }
    }

    private boolean rests(Performer performer, Stage stage) {
        try {
            performer.awaitRest();
        } catch (IllegalStateException e) {
            breaches.add(new Breach(Invariant.PROCESSES_COME_BACK, "a process", String.valueOf(e.getMessage())));
            return false;
        }
        if (!stage.agent().isAlive()) {
            breaches.add(new Breach(Invariant.PROCESSES_COME_BACK, "the agent", "it has ended by itself"));
        }
        return stage.agent().isAlive();
    }

    private static Map<String, QuietCheck.MovedGroup> moved(Performer performer) {
        Map<String, QuietCheck.MovedGroup> moved = new HashMap<>();
        performer
                .groups()
                .moved()
                .forEach((group, one) -> moved.put(
                        group,
                        new QuietCheck.MovedGroup(
                                one.topic(), one.generation(), one.isCertain() ? one.commits() : Map.of())));
        return moved;
    }

    private final class Told implements Performer.Listener {
        @Override
        public void notDone(Step step, String why) {
            tale.detail("step " + step.number() + " was not done: " + why);
        }

        @Override
        public void broken(Breach breach) {
            breaches.add(breach);
        }
    }
}
