// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.quickstart;

import dev.orbit.agent.lab.AgentApi;
import dev.orbit.schemas.MigrationState;
import dev.orbit.schemas.Snapshot;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Tells each change of the topics' migration states, as the agent reports them, until it is closed. */
final class StateWatch implements AutoCloseable {

    private static final long INTERVAL_MS = 100;

    private final AgentApi api;
    private final Progress progress;
    private final Thread thread = new Thread(this::run, "state-watch");
    private volatile Map<String, MigrationState> states = Map.of();
    private volatile boolean closed;

    private StateWatch(AgentApi api, Progress progress) {
        this.api = api;
        this.progress = progress;
    }

    static StateWatch start(AgentApi api, Progress progress) {
        StateWatch watch = new StateWatch(api, progress);
        watch.thread.start();
        return watch;
    }

    /**
     * Returns once all these topics are in a state.
     *
     * @throws IllegalStateException if they are not in time
     */
    void await(Collection<String> topics, MigrationState state, Duration within) {
        if (!Threads.await(() -> topics.stream().allMatch(topic -> states.get(topic) == state), within)) {
            throw new IllegalStateException("Not all of " + topics + " are " + state + " within " + within.toSeconds()
                    + " s; what is known of them is " + states + ".");
        }
    }

    private void run() {
        while (!closed) {
            Map<String, MigrationState> now = read();
            if (!now.equals(states)) {
                states = now;
                progress.step(now.entrySet().stream()
                        .map(topic -> topic.getKey() + " " + topic.getValue())
                        .collect(Collectors.joining(", ")));
            }
            Threads.sleep(INTERVAL_MS);
        }
    }

    private Map<String, MigrationState> read() {
        try {
            return api.snapshot().topics().stream()
                    .collect(Collectors.toMap(Snapshot.Topic::topic, Snapshot.Topic::state, (a, b) -> a, TreeMap::new));
        } catch (RuntimeException e) {
            // The next look may tell; await says what was seen last.
            return states;
        }
    }

    @Override
    public void close() {
        closed = true;
        Threads.join(thread);
    }
}
