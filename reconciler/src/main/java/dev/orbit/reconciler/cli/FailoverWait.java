// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.cli;

import dev.orbit.reconciler.client.AgentClient;
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

/** Follows failovers until the topics are open. */
final class FailoverWait {

    /** It waits for agents that are gone until their leases have run out, and for no source. */
    private static final int OVERDUE_MS = 300_000;

    private final Terminal terminal;
    private final List<String> names;
    private final boolean json;
    private final PatientPoll poll;
    private final Map<String, String> printed = new HashMap<>();
    private List<Snapshot.Topic> opened = List.of();

    FailoverWait(Terminal terminal, AgentClient client, List<String> topics, boolean json) {
        this.terminal = terminal;
        this.names = topics;
        this.json = json;
        this.poll = new PatientPoll(
                terminal, client, "The failover goes on in the cluster. To look at it, type: orbit status");
    }

    /** The topics, open, in their order. */
    List<Snapshot.Topic> await() {
        return poll.await(this::allOpen, OVERDUE_MS, this::overdue);
    }

    /** Those of the topics that were open when that was last seen. */
    List<Snapshot.Topic> opened() {
        return opened;
    }

    private Optional<List<Snapshot.Topic>> allOpen(Snapshot now) {
        Map<String, Snapshot.Topic> topics =
                now.topics().stream().collect(Collectors.toMap(Snapshot.Topic::topic, Function.identity()));
        List<Snapshot.Topic> there =
                names.stream().map(topics::get).filter(Objects::nonNull).toList();
        there.forEach(this::print);
        opened = there.stream().filter(topic -> topic.failover() != null).toList();
        names.stream().filter(name -> !topics.containsKey(name)).findFirst().ifPresent(FailoverWait::gone);
        return opened.size() == names.size() ? Optional.of(opened) : Optional.empty();
    }

    private Problem overdue(long seconds) {
        return new Problem(
                "failover_overdue",
                "After " + seconds + " s some topics are not open yet: " + printed.values() + ".",
                null,
                "It goes on in the cluster. Look at orbit status and at the agents' log.");
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
