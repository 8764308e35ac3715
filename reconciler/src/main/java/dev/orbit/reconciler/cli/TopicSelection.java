// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.cli;

import dev.orbit.schemas.Problem;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which mirror topics a command is about. */
final class TopicSelection {

    @Option(names = "--topic", arity = "1..*", paramLabel = "TOPIC", description = "Destination topics, by name.")
    private List<String> topics = new ArrayList<>();

    @Option(
            names = "--topic-regex",
            paramLabel = "REGEX",
            description = "Destination topics whose whole name matches; adds to --topic.")
    private @Nullable String topicRegex;

    @Option(names = "--link", paramLabel = "NAME", description = "Their link (default: the only one).")
    private @Nullable String link;

    List<String> topics() {
        if (topics.isEmpty() && topicRegex == null) {
            throw CommandException.of(new Problem(
                    "usage", "No topic is selected.", "--topic", "Give --topic TOPIC... or --topic-regex REGEX."));
        }
        return List.copyOf(topics);
    }

    @Nullable
    String topicRegex() {
        return topicRegex;
    }

    @Nullable
    String link() {
        return link;
    }
}
