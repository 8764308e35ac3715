// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.request;

import dev.orbit.agent.coordinator.access.ClusterReview;
import dev.orbit.agent.coordinator.access.GroupReview;
import dev.orbit.agent.coordinator.access.Principal;
import dev.orbit.agent.coordinator.access.SourceAccess;
import dev.orbit.agent.coordinator.access.SourceAccess.Absent;
import dev.orbit.agent.coordinator.access.SourceAccess.NoAccessException;
import dev.orbit.agent.coordinator.access.SourceAccess.OnTopic;
import dev.orbit.agent.coordinator.access.SourceAccess.Untold;
import dev.orbit.agent.coordinator.access.TopicReview;
import dev.orbit.agent.coordinator.source.SourceQueries.SourceScan;
import dev.orbit.agent.coordinator.source.SourceQueries.SourceTopic;
import dev.orbit.agent.declared.Matching;
import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.StateImage;
import dev.orbit.schemas.LinkSpec;
import dev.orbit.schemas.Problem;
import dev.orbit.schemas.TopicMappingSpec;
import dev.orbit.schemas.TopicMatching;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Asks a source for every privilege that a declared link needs, once the source is known to be the right one. */
final class AccessLook {

    private final DeclaredLink declared;
    private final LinkSpec link;
    private final SourceScan scan;
    private final SourceAccess access;
    private final List<Problem> problems;
    private final List<Problem> warnings;

    AccessLook(
            DeclaredLink declared,
            SourceScan scan,
            SourceAccess access,
            List<Problem> problems,
            List<Problem> warnings) {
        this.declared = declared;
        this.link = declared.link();
        this.scan = scan;
        this.access = access;
        this.problems = problems;
        this.warnings = warnings;
    }

    /**
     * Looks at topics.
     *
     * @param asProxy whether the proxy's principal can be asked as
     * @return how many the mappings match
     */
    int topics(boolean asProxy) throws NoAccessException {
        Map<TopicMappingSpec, Set<String>> matched = matched();
        Set<String> read = new TreeSet<>();
        matched.values().forEach(read::addAll);
        int count = read.size();
        matched.forEach((mapping, topics) -> addUnseen(mapping, topics, read));
        Map<String, OnTopic> found = access.onTopics(link, Principal.READER, read);
        matched.forEach((mapping, topics) -> report(mapping, Principal.READER, of(mapping, topics, found)));
        if (asProxy) {
            proxied(matched, found);
        }
        if (found.values().stream().anyMatch(Untold.class::isInstance)) {
            warnings.add(declared.ofLink(new Problem(
                    "privileges_untold",
                    "This source is older than Apache Kafka 2.3 and does not tell what a principal may do.",
                    "source_bootstrap_brokers",
                    "Look at its ACLs yourself: docs/privileges.md lists what is needed.")));
        }
        return count;
    }

    /** The mappings in order, each with the topics that it is the first to match; a topic that is COMPLETE needs nothing. */
    private Map<TopicMappingSpec, Set<String>> matched() {
        StateImage image = declared.after();
        Matching matching = Matching.of(image);
        Map<TopicMappingSpec, Set<String>> matched = new LinkedHashMap<>();
        image.mappingsOf(link.name()).forEach(mapping -> matched.put(mapping.spec(), new TreeSet<>()));
        for (SourceTopic topic : scan.topics()) {
            topic.matched(matching, link.name())
                    .filter(mapping -> !isComplete(image, TopicMatching.destination(mapping, topic.name())))
                    .map(matched::get)
                    .ifPresent(topics -> topics.add(topic.name()));
        }
        return matched;
    }

    private static boolean isComplete(StateImage image, String topic) {
        MirrorTopic known = image.topics().get(topic);
        return known != null && known.migration() instanceof Migration.Complete;
    }

    /** A topic that is named and not shown is either not there or hidden: the source tells who asks for it by name. */
    private void addUnseen(TopicMappingSpec mapping, Set<String> matched, Set<String> asked) {
        String name = mapping.sourceTopic();
        boolean isShown = scan.topics().stream().anyMatch(topic -> topic.name().equals(name));
        if (name != null && !isShown && TopicMatching.isLegalName(name)) {
            asked.add(name);
        } else if (name == null && matched.isEmpty()) {
            warnings.add(declared.ofMapping(
                    mapping,
                    new Problem(
                            "nothing_matched",
                            "The source shows no topic that this matches and that is not COMPLETE or an earlier"
                                    + " mapping's. It shows a topic only to a principal that may Describe it.",
                            null,
                            "Check the regex, and the principal's privileges (docs/privileges.md).")));
        }
    }

    private static Map<String, OnTopic> of(
            TopicMappingSpec mapping, Collection<String> topics, Map<String, OnTopic> found) {
        Map<String, OnTopic> own = new HashMap<>(found);
        own.keySet().removeIf(topic -> !topics.contains(topic) && !topic.equals(mapping.sourceTopic()));
        return own;
    }

    private void report(TopicMappingSpec mapping, Principal who, Map<String, OnTopic> found) {
        TopicReview.lacks(who, found).forEach(lack -> problems.add(declared.ofMapping(mapping, lack)));
        if (who == Principal.READER && found.values().stream().anyMatch(Absent.class::isInstance)) {
            warnings.add(declared.ofMapping(
                    mapping,
                    new Problem(
                            "source_topic_missing",
                            "The source has no topic " + mapping.sourceTopic() + ".",
                            null,
                            "It is mirrored once it is there; check the name.")));
        }
    }

    private void proxied(Map<TopicMappingSpec, Set<String>> matched, Map<String, OnTopic> found)
            throws NoAccessException {
        boolean anyProxied = false;
        for (Map.Entry<TopicMappingSpec, Set<String>> entry : matched.entrySet()) {
            Map<String, OnTopic> seen = of(entry.getKey(), entry.getValue(), found);
            seen.values().removeIf(Absent.class::isInstance);
            if (isProxied(entry.getKey()) && !seen.isEmpty()) {
                anyProxied = true;
                report(entry.getKey(), Principal.PROXY, access.onTopics(link, Principal.PROXY, seen.keySet()));
            }
        }
        if (anyProxied) {
            new ClusterReview(access, link).proxy().forEach(this::add);
        }
    }

    private boolean isProxied(TopicMappingSpec mapping) {
        Boolean own = mapping.autoMigration().enable();
        return own != null ? own : Boolean.TRUE.equals(link.autoMigration().enable());
    }

    /**
     * Looks at consumer groups.
     *
     * @return how many would be copied; null where none are to be
     */
    @Nullable
    Integer groups() throws NoAccessException {
        if (!link.consumerGroups().copyOffsetsEnabled()) {
            return null;
        }
        List<String> shown = access.groups(link).stream()
                .filter(group -> link.consumerGroups().includes(group))
                .toList();
        GroupReview.Findings findings = new GroupReview(access, link).review(shown);
        findings.problems().forEach(this::add);
        for (String group : new TreeSet<>(findings.unseen())) {
            warnings.add(declared.ofLink(new Problem(
                    "source_group_missing",
                    "The source has no consumer group " + group + ".",
                    "consumer_groups.include",
                    "It is copied once it has commits; check the name.")));
        }
        return shown.size();
    }

    /** Looks at what is read of the cluster as a whole. */
    void cluster() throws NoAccessException {
        new ClusterReview(access, link).reader().forEach(this::add);
    }

    private void add(Problem problem) {
        problems.add(declared.ofLink(problem));
    }
}
