// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.cli;

import dev.orbit.reconciler.client.AgentClient;
import dev.orbit.reconciler.client.AgentException;
import dev.orbit.reconciler.text.ProblemText;
import dev.orbit.schemas.Problem;
import dev.orbit.schemas.Snapshot;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Follows failovers until the topics are open, through restarts of agents. */
final class FailoverWait {

    private static final int POLL_MS = 500;
    /** How long no agent may answer. */
    private static final int SILENCE_MAX_MS = 60_000;
    /** It waits for agents that are gone until their leases have run out, and for no source. */
    private static final int OVERDUE_MS = 300_000;

    private final Terminal terminal;
    private final AgentClient client;
    private final boolean json;
    private final Map<String, String> printed = new HashMap<>();
    private long elapsedMs;
    private long answeredAtMs;

    FailoverWait(Terminal terminal, AgentClient client, boolean json) {
        this.terminal = terminal;
        this.client = client;
        this.json = json;
    }

    /** The topics, open, in their order. */
    List<Snapshot.Topic> await(List<String> topics) {
        InterruptNotice notice = InterruptNotice.of(terminal, goesOn());
        try {
            return follow(topics);
        } finally {
            notice.withdraw();
        }
    }

    private List<Snapshot.Topic> follow(List<String> names) {
        while (true) {
            Optional<List<Snapshot.Topic>> now = read(names);
            if (now.isPresent()) {
                now.get().forEach(this::print);
                if (now.get().stream().allMatch(topic -> topic.failover() != null)) {
                    return now.get();
                }
            }
            if (elapsedMs >= OVERDUE_MS) {
                throw CommandException.of(new Problem(
                        "failover_overdue",
                        "After " + OVERDUE_MS / 1_000 + " s some topics are not open yet: " + printed.values() + ".",
                        null,
                        "It goes on in the cluster. Look at orbit status and at the agents' log."));
            }
            if (!terminal.pauses().pause(POLL_MS)) {
                throw CommandException.of(new Problem("interrupted", "Interrupted.", null, goesOn()));
            }
            elapsedMs += POLL_MS;
        }
    }

    private static String goesOn() {
        return "The failover goes on in the cluster. To look at it, type: orbit status";
    }

    /** Agents may restart meanwhile: that is no reason to give up at once. */
    private Optional<List<Snapshot.Topic>> read(List<String> names) {
        try {
            Map<String, Snapshot.Topic> topics = client.snapshot().topics().stream()
                    .collect(Collectors.toMap(Snapshot.Topic::topic, Function.identity()));
            answeredAtMs = elapsedMs;
            names.stream().filter(name -> !topics.containsKey(name)).findFirst().ifPresent(FailoverWait::gone);
            return Optional.of(names.stream()
                    .map(name -> Objects.requireNonNull(topics.get(name), name))
                    .toList());
        } catch (AgentException e) {
            boolean passing = e.status() == AgentException.NO_STATUS || e.status() == 503;
            if (!passing || elapsedMs - answeredAtMs >= SILENCE_MAX_MS) {
                throw e;
            }
            if (elapsedMs == answeredAtMs) {
                terminal.printError(
                        ProblemText.warning(terminal.paint(), "", e.problems().get(0)));
            }
            return Optional.empty();
        }
    }

    private static void gone(String topic) {
        throw CommandException.of(new Problem(
                "topic_gone",
                "Topic " + topic + " is no longer a mirror topic: it was deleted at the destination.",
                null,
                "Look at orbit events."));
    }

    /** What a topic waits for, whenever that is something else. */
    private void print(Snapshot.Topic topic) {
        Snapshot.@Nullable Attempt attempt = topic.lastAttempt();
        String reason = topic.failover() != null || attempt == null ? null : attempt.reason();
        if (reason != null && !reason.equals(printed.put(topic.topic(), reason))) {
            String line = topic.topic() + ": waits, for " + reason + "\n";
            if (json) {
                terminal.printError(line);
            } else {
                terminal.print(line);
            }
        }
    }
}
