// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.soak.check;

import dev.orbit.agent.soak.history.Estate;
import dev.orbit.agent.soak.history.TopicModel;
import dev.orbit.agent.soak.stage.Cluster;
import dev.orbit.agent.soak.stage.Cluster.UnansweredException;
import dev.orbit.agent.soak.stage.Positions;
import dev.orbit.agent.soak.stage.Stage;
import dev.orbit.agent.verify.Result;
import dev.orbit.agent.verify.TopicReport;
import dev.orbit.schemas.MigrationState;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** Looks at one mirror after the other while everything happens. What cannot be read in a moment is looked at later. */
public final class RunningCheck implements AutoCloseable {

    private static final long PAUSE_MS = 1_500;
    private static final String CHECK = "mirrors compared while running";

    private final Stage stage;
    private final Cluster destination;
    private final Comparisons comparisons;
    private final Figures figures;
    private final Random random;
    private final Consumer<Breach> broken;
    private final Thread thread = new Thread(this::run, "running-check");
    private volatile Estate estate;

    /**
     * Begins.
     *
     * @param broken is told of a breach, on this check's thread
     */
    public RunningCheck(Stage stage, Figures figures, long seed, Estate estate, Consumer<Breach> broken) {
        this.stage = stage;
        this.destination = stage.destinationCluster();
        this.comparisons = new Comparisons(stage.sourceCluster(), destination, figures);
        this.figures = figures;
        this.random = new Random(seed);
        this.estate = estate;
        this.broken = broken;
        thread.setDaemon(true);
        thread.start();
    }

    /** What is about to be, told before it is done. */
    public void expect(Estate next) {
        estate = next;
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                look();
                TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
            }
        } catch (InterruptedException e) {
            // closed
        }
    }

    private void look() {
        try {
            compareOne();
            checkCommits();
        } catch (UnansweredException | KafkaException | IllegalStateException | UncheckedIOException e) {
            figures.checked("looks while running in vain");
        } catch (RuntimeException | Error e) {
            // a check that dies unheard is none
            broken.accept(new Breach(Invariant.CHECKS_GO_ON, "the check while running", "it failed: " + e));
        }
    }

    private void compareOne() {
        List<TopicModel> settled = compared(estate);
        if (settled.isEmpty()) {
            return;
        }
        TopicModel topic = settled.get(random.nextInt(settled.size()));
        for (TopicReport report : comparisons.compare(List.of(topic))) {
            Optional<Breach> breach = Invariants.prefix(report);
            // the topic may have been deleted meanwhile
            if (breach.isPresent() && compared(estate).contains(topic) && !isComplete(topic)) {
                broken.accept(breach.get());
            }
            figures.checked(report.result() == Result.ERROR ? "looks while running in vain" : CHECK);
        }
    }

    /** A topic that is COMPLETE by then may differ; asked only then, for whoever is not COMPLETE yet has not been before. */
    private boolean isComplete(TopicModel topic) {
        return topic.isProxied()
                && stage.api().snapshot().topics().stream()
                        .anyMatch(told -> told.topic().equals(topic.name()) && told.state() == MigrationState.COMPLETE);
    }

    private static List<TopicModel> compared(Estate estate) {
        return settled(Stream.concat(estate.mirrored().stream(), estate.proxied().stream()), estate);
    }

    private static List<TopicModel> settled(Estate estate) {
        return settled(estate.mirrored().stream(), estate);
    }

    private static List<TopicModel> settled(Stream<TopicModel> topics, Estate estate) {
        return topics.filter(topic -> topic.changedInRound() < estate.round()).toList();
    }

    private void checkCommits() {
        Estate before = estate;
        for (String group : before.committed().keySet()) {
            if (before.moved().contains(group)) {
                continue;
            }
            Map<TopicPartition, Long> commits = destination.commits(group);
            for (TopicModel topic : settled(before)) {
                List<Positions> mirror = commits.keySet().stream()
                                .anyMatch(partition -> partition.topic().equals(topic.name()))
                        ? destination.positions(topic.name(), topic.partitions())
                        : List.of();
                for (int i = 0; i < mirror.size(); i++) {
                    Long commit = commits.get(new TopicPartition(topic.name(), i));
                    if (commit != null) {
                        Invariants.commitIsMirrored(group, topic.name() + "-" + i, commit, mirror.get(i))
                                .filter(breach -> settled(estate).contains(topic))
                                .ifPresent(broken);
                    }
                }
            }
            figures.checked("groups looked at while running");
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
