// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.request;

import dev.orbit.agent.coordinator.source.SourceQueries.SourceScan;
import dev.orbit.agent.coordinator.source.SourceQueries.SourceTopic;
import dev.orbit.agent.state.MappingDocument;
import dev.orbit.schemas.Problem;
import dev.orbit.schemas.TopicMappingSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Mappings that a batch makes or changes and that match nothing at their source, often for a slip of the pen. Pure. */
final class UnmatchedMappings {

    private UnmatchedMappings() {}

    /**
     * A warning of each. Only what was looked at for this batch can tell: what was seen before may lack a topic that was made
     * since.
     *
     * @param matching ids of the mappings that are the first to match some topic
     */
    static List<Problem> warnings(ChangePlan plan, Map<String, SourceScan> scans, Set<String> matching) {
        List<Problem> warnings = new ArrayList<>();
        scans.forEach((link, scan) -> {
            List<TopicMappingSpec> unmatched = plan.needsSource(link) ? unmatched(plan, link, matching) : List.of();
            if (!unmatched.isEmpty()) {
                Set<String> shown =
                        scan.topics().stream().map(SourceTopic::name).collect(Collectors.toSet());
                unmatched.stream()
                        .filter(mapping -> !shown.contains(mapping.sourceTopic()))
                        .map(mapping -> plan.of(ChangePlan.mapping(mapping.id()), problem(mapping)))
                        .forEach(warnings::add);
            }
        });
        return warnings;
    }

    private static List<TopicMappingSpec> unmatched(ChangePlan plan, String link, Set<String> matching) {
        return plan.after().mappingsOf(link).stream()
                .filter(mapping -> !matching.contains(mapping.spec().id()))
                .filter(mapping -> isChanged(plan, mapping))
                .map(MappingDocument::spec)
                .toList();
    }

    private static boolean isChanged(ChangePlan plan, MappingDocument mapping) {
        MappingDocument stored = plan.before().mappings().get(mapping.spec().id());
        return stored == null || !stored.spec().equals(mapping.spec());
    }

    private static Problem problem(TopicMappingSpec mapping) {
        return mapping.sourceTopic() == null
                ? new Problem(
                        "nothing_matched",
                        "The source shows no topic that this matches and that is not an earlier mapping's; it shows one"
                                + " only to a principal that may Describe it.",
                        "source_regex",
                        "Check the regex, and the principal's privileges (docs/privileges.md).")
                : new Problem(
                        "source_topic_missing",
                        "The source shows no topic " + mapping.sourceTopic()
                                + "; it shows one only to a principal that may Describe it.",
                        "source_topic",
                        "It is mirrored once it is there; check the name, and the principal's privileges"
                                + " (docs/privileges.md).");
    }
}
