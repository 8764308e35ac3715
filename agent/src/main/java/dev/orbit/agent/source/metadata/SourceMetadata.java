// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.metadata;

import dev.orbit.agent.source.connect.RepeatedFailure;
import dev.orbit.agent.source.connect.Signal;
import dev.orbit.agent.source.connect.SourceClientConfig;
import dev.orbit.agent.source.connect.SourceTopology;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows who leads the partitions of interest at a source. One thread asks, every 30 s and whenever told that the
 * answer may be stale; readers have the last answer as an immutable snapshot. Thread-safe.
 */
public final class SourceMetadata implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SourceMetadata.class);
    private static final long CLOSE_WITHIN_MS = 10_000;

    private final MetadataQuestion question;
    private final Reachability reachability;
    private final Thread thread;
    private final RepeatedFailure failures = new RepeatedFailure();
    private final Signal signal = new Signal();
    private final List<Consumer<SourceTopology>> listeners = new CopyOnWriteArrayList<>();

    private volatile SourceTopology topology = SourceTopology.UNKNOWN;
    private volatile Set<String> interest = Set.of();
    private volatile boolean stale;
    private volatile boolean closed;

    /** The one whose answers count; null until one answers. Of the metadata thread. */
    private @Nullable String clusterId;

    private SourceMetadata(SourceClientConfig config, @Nullable String clusterId, SourceListener listener) {
        this.clusterId = clusterId;
        this.reachability = new Reachability(listener);
        this.question = new MetadataQuestion(config, () -> closed);
        this.thread = new Thread(this::run, config.clientId() + "-metadata");
        this.thread.setDaemon(true);
    }

    /**
     * Begins to ask.
     *
     * @param clusterId the only cluster whose answers count; null: the first that answers
     */
    public static SourceMetadata start(SourceClientConfig config, @Nullable String clusterId, SourceListener listener) {
        SourceMetadata metadata = new SourceMetadata(config, clusterId, listener);
        metadata.thread.start();
        return metadata;
    }

    /** The last answer; {@link SourceTopology#UNKNOWN} before the first, and while another cluster answers. */
    public SourceTopology topology() {
        return topology;
    }

    /** Which topics to ask for from now on, and no others. */
    public synchronized void interest(Set<String> topics) {
        Set<String> wanted = Set.copyOf(topics);
        interest = wanted;
        if (!topology.topics().keySet().containsAll(wanted)) {
            refresh();
        }
    }

    /** Which topics to ask for besides. Cheap if they are asked for already; of several threads at once, none is lost. */
    public void alsoInterest(Set<String> topics) {
        if (!interest.containsAll(topics)) {
            addInterest(topics);
        }
    }

    private synchronized void addInterest(Set<String> topics) {
        Set<String> all = new HashSet<>(interest);
        all.addAll(topics);
        interest(all);
    }

    Set<String> interest() {
        return interest;
    }

    /** The answer may be stale: ask again soon. Cheap. */
    public void refresh() {
        if (!stale) {
            stale = true;
            signal.raise();
        }
    }

    /** Calls the listener after every answer, changed or not, on the metadata thread. It must not block. */
    public void addListener(Consumer<SourceTopology> listener) {
        listeners.add(listener);
    }

    /** It may be in a call still. */
    public void removeListener(Consumer<SourceTopology> listener) {
        listeners.remove(listener);
    }

    public Reachability reachability() {
        return reachability;
    }

    /** Returns when the thread has ended. */
    @Override
    public void close() {
        closed = true;
        signal.raise();
        question.wakeup();
        try {
            thread.join(CLOSE_WITHIN_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        RefreshSchedule schedule = RefreshSchedule.start(System.nanoTime());
        while (!closed) {
            long waitNanos = schedule.dueNanos(stale) - System.nanoTime();
            if (waitNanos <= 0) {
                schedule = refreshNow(schedule);
            } else if (!signal.await(waitNanos)) {
                closed = true;
            }
        }
        question.close();
    }

    private RefreshSchedule refreshNow(RefreshSchedule schedule) {
        stale = false;
        try {
            SourceTopology answer = question.ask(interest, topology);
            if (failures.isOver(System.nanoTime())) {
                LOG.info("{}: the metadata of the source can be read again.", thread.getName());
            }
            boolean accepted = isOfThisCluster(answer);
            boolean changed = publish(accepted ? answer.mergedOver(topology) : SourceTopology.UNKNOWN);
            return accepted ? schedule.answered(changed, System.nanoTime()) : schedule.unanswered(System.nanoTime());
        } catch (MetadataQuestion.UnansweredException e) {
            if (!closed) {
                reachability.unanswered(e.diagnosis());
            }
        } catch (RuntimeException | Error e) {
            if (failures.isNews(e, System.nanoTime())) {
                LOG.error("{}: cannot read the metadata of the source; it is tried again.", thread.getName(), e);
            }
            question.close();
        }
        return schedule.unanswered(System.nanoTime());
    }

    private boolean isOfThisCluster(SourceTopology answer) {
        String actual = answer.clusterId();
        String expected = clusterId;
        if (expected == null || actual == null) {
            clusterId = expected == null ? actual : expected;
        } else if (!expected.equals(actual)) {
            question.close();
            reachability.wrongCluster(expected, actual);
            return false;
        }
        reachability.answered(System.nanoTime());
        return true;
    }

    private boolean publish(SourceTopology answer) {
        boolean changed = !answer.equals(topology);
        topology = answer;
        for (Consumer<SourceTopology> listener : listeners) {
            try {
                listener.accept(answer);
            } catch (RuntimeException e) {
                LOG.error("A listener to the source's metadata failed.", e);
            }
        }
        return changed;
    }
}
