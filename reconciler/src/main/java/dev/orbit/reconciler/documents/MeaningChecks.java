// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.documents;

import dev.orbit.schemas.Problem;
import dev.orbit.schemas.TopicMappingSpec;
import dev.orbit.schemas.TopicMatching;
import dev.orbit.schemas.check.LinkChecks;
import dev.orbit.schemas.check.TopicMappingChecks;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The rules of one document by itself. */
final class MeaningChecks {

    /** The same setting under two names. */
    private static final Map<String, String> SYNONYMS = Map.of(
            "warpstream.cluster_fetch_concurrency", "fetch.concurrency",
            "warpstream.fetch_config.fetch_max_bytes", "fetch.max_bytes",
            "warpstream.fetch_config.fetch_max_partition_bytes", "fetch.max_partition_bytes");

    private static final Set<String> CATCH_ALL = Set.of(".*", ".+");

    private MeaningChecks() {}

    /** Field paths are from the root of the document. */
    static List<Problem> problems(LinkDocument document) {
        List<Problem> problems = new ArrayList<>(LinkChecks.problems(document.link()));
        List<TopicMappingSpec> mappings = document.topicMappings();
        for (int i = 0; i < mappings.size(); i++) {
            String path = FieldPaths.item("topic_mappings", i);
            TopicMappingChecks.problems(mappings.get(i)).forEach(p -> problems.add(p.under(path)));
            TopicMappingChecks.proxyProblem(document.link(), mappings.get(i))
                    .ifPresent(p -> problems.add(p.under(path)));
        }
        SYNONYMS.forEach((other, own) -> {
            if (document.declares(other) && document.declares(own)) {
                problems.add(new Problem(
                        "conflicting_fetch_settings",
                        "The same setting is given twice, as " + own + " and as " + other + ".",
                        other,
                        "Keep " + own + "."));
            }
        });
        return problems;
    }

    /** What is allowed and hardly meant. */
    static List<Problem> warnings(LinkDocument document) {
        List<Problem> warnings = new ArrayList<>();
        List<TopicMappingSpec> earlier = new ArrayList<>();
        for (TopicMappingSpec mapping : document.topicMappings()) {
            takenBefore(mapping, earlier)
                    .ifPresent(taker -> warnings.add(new Problem(
                            "mapping_never_matches",
                            "An earlier mapping, source_regex \"" + taker.sourceRegex()
                                    + "\", takes all that this one could.",
                            FieldPaths.item("topic_mappings", mapping.priority()),
                            "Move this one up: the first match wins.")));
            if (mapping.sourceRegex() != null) {
                earlier.add(mapping);
            }
        }
        return warnings;
    }

    private static Optional<TopicMappingSpec> takenBefore(TopicMappingSpec mapping, List<TopicMappingSpec> earlier) {
        String topic = mapping.sourceTopic();
        return earlier.stream()
                .filter(other -> topic == null ? takesAll(other) : TopicMatching.matches(other, topic))
                .findFirst();
    }

    private static boolean takesAll(TopicMappingSpec mapping) {
        return CATCH_ALL.contains(mapping.sourceRegex()) && mapping.exclude().isEmpty();
    }
}
