// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.event;

import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.StateImage;
import dev.orbit.schemas.Snapshot;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What happened to a topic, by what is recorded of it before and after. Pure. */
final class Happenings {

    private Happenings() {}

    /**
     * In the order in which they are told.
     *
     * @param image what they were decided from
     * @param was null: nothing was recorded
     * @param is null: it is forgotten
     */
    static List<Happening> between(StateImage image, @Nullable MirrorTopic was, @Nullable MirrorTopic is) {
        if (is == null) {
            return was == null ? List.of() : List.of(Happening.of("forgotten", "its topic is gone at the destination"));
        }
        if (was == null) {
            return List.of(Happening.of(
                    "matched",
                    "by mapping " + is.mapping() + ": source topic " + is.sourceTopic() + ", from offsets "
                            + is.startOffsets()));
        }
        List<Happening> found = new ArrayList<>();
        mapping(was, is, found);
        destination(was, is, found);
        trouble(was, is, found);
        MigrationHappening.between(image, was, is).ifPresent(found::add);
        return found;
    }

    private static void mapping(MirrorTopic was, MirrorTopic is, List<Happening> found) {
        if (is.startOffsets().size() > was.startOffsets().size() && is.resync() == null) {
            found.add(Happening.of(
                    "grown",
                    "from " + was.startOffsets().size() + " to "
                            + is.startOffsets().size() + " partitions"));
        }
        if (!Objects.equals(was.mapping(), is.mapping()) || !was.link().equals(is.link())) {
            String mapping = is.mapping();
            found.add(
                    mapping == null
                            ? Happening.of("released", "no topic mapping holds it any more")
                            : Happening.of("adopted", "by mapping " + mapping + " of link " + is.link()));
        }
    }

    private static void destination(MirrorTopic was, MirrorTopic is, List<Happening> found) {
        if (was.resync() == null && is.resync() != null) {
            found.add(Happening.of("resync", "its topic is deleted, and made anew"));
        }
        if (!was.created() && is.created()) {
            found.add(Happening.of("created", is.topicId() == null ? null : "topic id " + is.topicId()));
        }
        String failure = is.failure();
        if (failure != null && !failure.equals(was.failure())) {
            found.add(Happening.of("failed", failure));
        } else if (failure == null && was.failure() != null && !(is.migration() instanceof Migration.Complete)) {
            found.add(Happening.of("mended", null));
        }
    }

    private static void trouble(MirrorTopic was, MirrorTopic is, List<Happening> found) {
        Long deletedAtMs = is.trouble().deletedAtMs();
        if (deletedAtMs != null && !was.trouble().isDeleted()) {
            found.add(Happening.of(
                    "source_deleted",
                    "gone since " + Instant.ofEpochMilli(deletedAtMs).truncatedTo(ChronoUnit.SECONDS)));
        } else if (deletedAtMs == null && was.trouble().isDeleted() && is.resync() == null) {
            found.add(Happening.of("source_back", null));
        }
        news(was.trouble().diverged(), is.trouble().diverged(), "diverged", found);
        news(was.trouble().stale(), is.trouble().stale(), "stale", found);
        new TreeMap<>(is.trouble().lost()).forEach((partition, ranges) -> {
            for (Snapshot.LostRange range : ranges) {
                if (!was.trouble().covers(partition, range)) {
                    found.add(Happening.of(
                            "lost",
                            "partition " + partition + ": the source deleted offsets " + range.fromOffset() + " to "
                                    + (range.toOffset() - 1) + " before they were mirrored"));
                }
            }
        });
    }

    private static void news(
            Map<Integer, String> before, Map<Integer, String> after, String event, List<Happening> found) {
        new TreeMap<>(after).forEach((partition, reason) -> {
            if (!before.containsKey(partition)) {
                found.add(Happening.of(event, "partition " + partition + ": " + reason));
            }
        });
    }
}
