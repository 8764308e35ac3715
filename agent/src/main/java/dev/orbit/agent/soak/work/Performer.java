// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.soak.work;

import dev.orbit.agent.soak.check.Breach;
import dev.orbit.agent.soak.history.Action;
import dev.orbit.agent.soak.history.Estate;
import dev.orbit.agent.soak.history.Fault;
import dev.orbit.agent.soak.history.GroupUse;
import dev.orbit.agent.soak.history.ProxyUse;
import dev.orbit.agent.soak.history.Step;
import dev.orbit.agent.soak.history.TopicChange;
import dev.orbit.agent.soak.history.TopicModel;
import dev.orbit.agent.soak.history.Trespass;
import dev.orbit.agent.soak.history.Write;
import dev.orbit.agent.soak.ledger.Ledger;
import dev.orbit.agent.soak.ledger.Receipts;
import dev.orbit.agent.soak.stage.Breakage;
import dev.orbit.agent.soak.stage.Cluster.UnansweredException;
import dev.orbit.agent.soak.stage.Stage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaException;

/**
 * Does what the history says. What the history goes on from is done before the next step begins; what producers, consumers
 * and faults do goes on meanwhile, each group's on a thread of its own.
 */
public final class Performer implements AutoCloseable {

    private static final int DONE_WITHIN_S = 180;

    private static final ThreadFactory DAEMONS = work -> {
        Thread thread = new Thread(work, "soak-work");
        thread.setDaemon(true);
        return thread;
    };

    private final TopicLocks locks = new TopicLocks();
    private final Writers writers;
    private final ProxiedWriters proxiedWriters;
    private final Cutovers cutovers;
    private final SourceTopics topics;
    private final Groups groups;
    private final Trespasser trespasser;
    private final Breakage breakage;
    private final Listener listener;
    private final ExecutorService workers = Executors.newCachedThreadPool(DAEMONS);
    private final Map<String, ExecutorService> groupWorkers = new HashMap<>();
    private final List<Future<?>> underWay = new ArrayList<>();

    public Performer(Stage stage, Ledger ledger, Receipts receipts, Listener listener) {
        this.writers = new Writers(stage.sourceCluster(), ledger);
        this.proxiedWriters = new ProxiedWriters(stage.sourceCluster(), stage.destinationCluster(), receipts);
        this.cutovers = new Cutovers(stage.api());
        this.topics = new SourceTopics(stage.sourceCluster(), stage.destinationCluster(), stage.api(), ledger);
        this.groups = new Groups(stage.sourceCluster(), stage.destinationCluster());
        this.trespasser = new Trespasser(stage.destinationCluster());
        this.breakage = new Breakage(stage);
        this.listener = listener;
    }

    /** Hears how it goes, on several threads. */
    public interface Listener {
        /** A step was not done, or only in part, as may happen when a cluster is away. */
        void notDone(Step step, String why);

        /** What must not happen has happened. */
        void broken(Breach breach);
    }

    private interface Work {
        void run() throws InterruptedException;
    }

    public Groups groups() {
        return groups;
    }

    /**
     * Begins a step.
     *
     * @param estate after it
     */
    public void perform(Step step, Estate estate) throws InterruptedException {
        Action action = step.action();
        if (action instanceof TopicChange change) {
            change(step, change, estate.topic(change.topic()));
        } else if (action instanceof Write write) {
            write(step, write, write.topics().stream().map(estate::topic).toList());
        } else if (action instanceof ProxyUse use) {
            use(step, use, estate.topic(use.topic()));
        } else if (action instanceof GroupUse use) {
            use(step, use, estate);
        } else if (action instanceof Trespass trespass) {
            begin(
                    workers,
                    step,
                    () -> trespasser
                            .trespass(trespass, "trespass-" + step.number())
                            .ifPresent(listener::broken));
        } else if (action instanceof Fault fault) {
            breakage.begin(fault);
        }
    }

    private void change(Step step, TopicChange change, TopicModel topic) throws InterruptedException {
        if (change.isAssured()) {
            Runnable unlock = locks.change(change.topic());
            try {
                topics.assure(change, topic);
            } finally {
                unlock.run();
            }
        } else {
            beginWith(List.of(change.topic()), step, () -> topics.attempt(change, topic));
        }
    }

    private void write(Step step, Write write, List<TopicModel> to) {
        beginWith(write.topics(), step, () -> {
            if (write instanceof Write.Produce produce) {
                writers.produce(produce, to.get(0));
            } else if (write instanceof Write.Transact transact) {
                writers.transact(transact, to, "transaction-" + step.number());
            }
        });
    }

    /** Nobody deletes the topics meanwhile. */
    private void beginWith(List<String> topicNames, Step step, Work work) {
        Runnable unlock = locks.writeTo(topicNames);
        begin(workers, step, () -> {
            try {
                work.run();
            } finally {
                unlock.run();
            }
        });
    }

    private void use(Step step, ProxyUse use, TopicModel topic) {
        begin(workers, step, () -> {
            if (use instanceof ProxyUse.Send send) {
                proxiedWriters.send(send, topic, step.number());
            } else if (use instanceof ProxyUse.Initiate initiate) {
                cutovers.initiate(initiate);
            } else if (use instanceof ProxyUse.Abort abort) {
                cutovers.abort(abort);
            }
        });
    }

    private void use(Step step, GroupUse use, Estate estate) {
        ExecutorService own =
                groupWorkers.computeIfAbsent(use.group(), group -> Executors.newSingleThreadExecutor(DAEMONS));
        begin(own, step, () -> {
            if (use instanceof GroupUse.CommitOffsets commit) {
                groups.commitAtSource(commit, estate.topic(commit.topic()));
            } else if (use instanceof GroupUse.UseAtDestination moves) {
                groups.useAtDestination(moves, estate.topic(moves.topic()));
            } else {
                groups.forget(use.group());
            }
        });
    }

    private void begin(ExecutorService executor, Step step, Work work) {
        underWay.add(executor.submit(() -> {
            try {
                work.run();
            } catch (UnansweredException | KafkaException e) {
                listener.notDone(step, String.valueOf(e.getMessage()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
    }

    /** Waits until everything that was begun has come to its end and every fault is healed. */
    public void awaitRest() {
        breakage.awaitHealed();
        for (Future<?> work : underWay) {
            try {
                work.get(DONE_WITHIN_S, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                throw new IllegalStateException("The simulator itself failed: " + e.getCause(), e);
            } catch (TimeoutException e) {
                throw new IllegalStateException(
                        "Something was not over " + DONE_WITHIN_S + " s after all faults were healed.", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("Interrupted.", e);
            }
        }
        underWay.clear();
    }

    @Override
    public void close() {
        breakage.close();
        workers.shutdownNow();
        groupWorkers.values().forEach(ExecutorService::shutdownNow);
    }
}
