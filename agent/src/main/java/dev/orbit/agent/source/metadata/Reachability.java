// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.metadata;

import dev.orbit.agent.source.connect.BrokerEndpoint;
import dev.orbit.agent.source.connect.ConnectionFailure;
import dev.orbit.agent.source.connect.Diagnosis;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Sums up whether a source can be reached, from what metadata and the brokers in use report, and tells the listener when
 * that changes. Thread-safe.
 *
 * <p>A broker that fails while metadata answers is given time: most often it restarts, and its partitions move. If it
 * keeps failing, the address it gives of itself may be one that the agents cannot reach. One that nobody has tried for a
 * while, as nothing is to be sent to it, is not failing any more as far as anybody knows.
 */
public final class Reachability {

    private static final long PATIENCE_NANOS = 10_000_000_000L;
    /** Longer than two tries of a broker that does not answer, and a look at the metadata, are apart. */
    private static final long UNTRIED_NANOS = 90_000_000_000L;

    /** What was said last: its text, or the word for reached. */
    private static final String REACHED = "";

    private final SourceListener listener;
    private final Map<BrokerEndpoint, Failing> failing = new HashMap<>();
    private boolean answered;
    private @Nullable Diagnosis diagnosis;
    private @Nullable String said;

    private record Failing(long sinceNanos, long lastNanos, ConnectionFailure failure, boolean lasting) {}

    Reachability(SourceListener listener) {
        this.listener = listener;
    }

    /** A broker answered a metadata request. */
    synchronized void answered(long nowNanos) {
        failing.values().removeIf(broker -> nowNanos - broker.lastNanos() >= UNTRIED_NANOS);
        answered = true;
        diagnosis = null;
        say();
    }

    /** No broker did. */
    synchronized void unanswered(Diagnosis why) {
        diagnosis = why;
        say();
    }

    /** Another cluster did. */
    synchronized void wrongCluster(String expected, String actual) {
        answered = false;
        diagnosis = null;
        String text = expected + " " + actual;
        if (!text.equals(said)) {
            said = text;
            listener.wrongCluster(expected, actual);
        }
    }

    /** A broker that is in use answered. */
    public synchronized void brokerAnswered(BrokerEndpoint broker) {
        if (failing.remove(broker) != null) {
            say();
        }
    }

    /** A broker that is in use failed once more. */
    public synchronized void brokerFailed(ConnectionFailure failure, long nowNanos) {
        listener.connectionFailed();
        Failing before = failing.get(failure.broker());
        long sinceNanos = before == null ? nowNanos : before.sinceNanos();
        boolean lasting = failure.isForOperator() || nowNanos - sinceNanos >= PATIENCE_NANOS;
        failing.put(failure.broker(), new Failing(sinceNanos, nowNanos, failure, lasting));
        say();
    }

    /** Other brokers are not in use any more. */
    public synchronized void brokersInUse(Set<BrokerEndpoint> brokers) {
        if (failing.keySet().retainAll(brokers)) {
            say();
        }
    }

    private void say() {
        Diagnosis current = diagnosis != null ? diagnosis : lastingFailures();
        if (current == null && !answered) {
            return;
        }
        String text = current == null ? REACHED : current.cause();
        if (text.equals(said)) {
            return;
        }
        said = text;
        if (current == null) {
            listener.reached();
        } else {
            listener.unreachable(text, current.remedy());
        }
    }

    private @Nullable Diagnosis lastingFailures() {
        var failures = failing.values().stream()
                .filter(Failing::lasting)
                .map(Failing::failure)
                .toList();
        return failures.isEmpty() ? null : new Diagnosis(failures);
    }
}
