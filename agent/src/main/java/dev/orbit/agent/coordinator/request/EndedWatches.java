// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.request;

import dev.orbit.agent.declared.WatchWindow;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.StateImage;
import dev.orbit.schemas.Problem;
import java.util.List;
import java.util.Optional;

/** Without its link there is no way to a source, and nobody sees who goes on writing there. Pure. */
final class EndedWatches {

    private EndedWatches() {}

    /** Of each link that goes while the sources of topics that moved over it are watched. */
    static List<Problem> warnings(StateImage before, StateImage after, long nowMs) {
        return before.links().keySet().stream()
                .filter(link -> !after.links().containsKey(link))
                .map(link -> warning(link, watched(before, link, nowMs)))
                .flatMap(Optional::stream)
                .toList();
    }

    private static List<String> watched(StateImage image, String link, long nowMs) {
        return image.topics().values().stream()
                .filter(topic -> topic.link().equals(link) && WatchWindow.isOpen(image, topic, nowMs))
                .map(MirrorTopic::topic)
                .sorted()
                .toList();
    }

    private static Optional<Problem> warning(String link, List<String> topics) {
        if (topics.isEmpty()) {
            return Optional.empty();
        }
        String which = topics.size() == 1
                ? "topic " + topics.get(0)
                : topics.size() + " topics (" + topics.get(0) + " and others)";
        return Optional.of(new Problem(
                "source_watch_ended",
                "The source of " + which + " that moved over link " + link
                        + " is still watched for what is written there, and is not any more without the link.",
                null,
                "Keep the link until source_watch_seconds are over, unless nobody can write to the source."));
    }
}
