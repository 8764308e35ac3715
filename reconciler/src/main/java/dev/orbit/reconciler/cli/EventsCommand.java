// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.cli;

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
        description = "Show what happened to mirror topics: the last 20 events of each, by time.",
        footer = {"", "Also of topics that are forgotten."})
final class EventsCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Option(names = "--topic", arity = "1..*", paramLabel = "TOPIC", description = "Of these alone (default: all).")
    private List<String> topics = new ArrayList<>();

    @Option(names = "--link", paramLabel = "NAME", description = "Of the topics of this link alone (default: all).")
    private @Nullable String link;

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    private JsonOption json = new JsonOption();

    EventsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        List<TopicEvent> events = connection.client(terminal).events().events().stream()
                .filter(event -> topics.isEmpty() || topics.contains(event.topic()))
                .filter(event -> link == null || link.equals(event.link()))
                .toList();
        if (json.json) {
            new Output(terminal, true).json(new EventsResponse(events));
        } else {
            terminal.print(EventsText.of(events));
        }
        return ExitCode.DONE;
    }
}
