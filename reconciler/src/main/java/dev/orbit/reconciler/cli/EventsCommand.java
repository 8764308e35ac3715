// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.cli;

import dev.orbit.reconciler.client.AgentClient;
import dev.orbit.reconciler.text.EventsText;
import dev.orbit.schemas.EventsResponse;
import dev.orbit.schemas.TopicEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code orbit events}: what happened to mirror topics. */
@Command(
        name = "events",
        description =
                "Show what happened to mirror topics in the last 7 days, by time: of each some 6,000 characters at"
                        + " most, and its last 20 events in any case.",
        footer = {"", "Also of topics that are forgotten."})
final class EventsCommand implements Callable<Integer> {

    private static final int FOLLOW_INTERVAL_MS = 2_000;

    private final Terminal terminal;

    @Option(names = "--topic", arity = "1..*", paramLabel = "TOPIC", description = "Of these alone (default: all).")
    private List<String> topics = new ArrayList<>();

    @Option(names = "--link", paramLabel = "NAME", description = "Of the topics of this link alone (default: all).")
    private @Nullable String link;

    @Option(names = "--follow", description = "Go on with each new event until interrupted.")
    private boolean follow;

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    private JsonOption json = new JsonOption();

    EventsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        AgentClient client = connection.client(terminal);
        if (follow) {
            EventTail tail = new EventTail(client, topics);
            new Watch(terminal, json.json).every(FOLLOW_INTERVAL_MS, () -> printLines(chosen(tail.next())));
        } else {
            print(chosen(client.events(topics, null).events()));
        }
        return ExitCode.DONE;
    }

    private List<TopicEvent> chosen(List<TopicEvent> events) {
        return events.stream()
                .filter(event -> topics.isEmpty() || topics.contains(event.topic()))
                .filter(event -> link == null || link.equals(event.link()))
                .toList();
    }

    private void print(List<TopicEvent> events) {
        if (json.json) {
            new Output(terminal, true).json(new EventsResponse(events));
        } else {
            terminal.print(EventsText.of(events));
        }
    }

    private void printLines(List<TopicEvent> events) {
        if (json.json) {
            events.forEach(new Output(terminal, true)::json);
        } else {
            events.forEach(event -> terminal.print(EventsText.line(event)));
        }
    }
}
