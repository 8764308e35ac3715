// SPDX-License-Identifier: Apache-2.0
package dev.orbit.schemas.check;

import dev.orbit.schemas.Problem;
import dev.orbit.schemas.TopicMappingSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The rules that topic mappings keep among one another, over all links of a destination. */
public final class MappingSetChecks {

    private MappingSetChecks() {}

    /**
     * A mapping that clashes with an earlier one of the list.
     *
     * @param index of the later mapping, from 0
     * @param earlier index of the one it clashes with
     * @param problem its field is relative to the later mapping
     */
    public record Clash(int index, int earlier, Problem problem) {}

    /** All clashes: sources mapped twice within a link, and destination topics mapped to twice. */
    public static List<Clash> clashes(List<TopicMappingSpec> mappings) {
        List<Clash> clashes = new ArrayList<>();
        findTwice(mappings, MappingSetChecks::identity, MappingSetChecks::sourceTwice, clashes);
        findTwice(mappings, TopicMappingSpec::destinationTopic, MappingSetChecks::destinationTwice, clashes);
        return List.copyOf(clashes);
    }

    private static @Nullable String identity(TopicMappingSpec mapping) {
        return mapping.sourceTopic() == null && mapping.sourceRegex() == null ? null : mapping.id();
    }

    private static void findTwice(
            List<TopicMappingSpec> mappings,
            Function<TopicMappingSpec, @Nullable String> key,
            Function<TopicMappingSpec, Problem> problem,
            List<Clash> clashes) {
        Map<String, Integer> first = new HashMap<>();
        for (int i = 0; i < mappings.size(); i++) {
            String value = key.apply(mappings.get(i));
            Integer earlier = value == null ? null : first.putIfAbsent(value, i);
            if (earlier != null) {
                clashes.add(new Clash(i, earlier, problem.apply(mappings.get(i))));
            }
        }
    }

    private static Problem sourceTwice(TopicMappingSpec mapping) {
        return new Problem(
                "duplicate_source",
                "The source \"" + mapping.source() + "\" of link \"" + mapping.link() + "\" is mapped twice.",
                mapping.sourceTopic() != null ? "source_topic" : "source_regex",
                "Keep one of the mappings: a source topic or regex identifies a mapping within its link.");
    }

    private static Problem destinationTwice(TopicMappingSpec mapping) {
        return new Problem(
                "duplicate_destination",
                "Two mappings lead to the destination topic \"" + mapping.destinationTopic() + "\".",
                "destination_topic",
                "Give each mapping a destination topic of its own: one topic mirrors one source topic.");
    }
}
