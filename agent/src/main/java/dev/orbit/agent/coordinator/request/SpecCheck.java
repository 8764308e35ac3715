// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.request;

import dev.orbit.agent.broker.admin.TopicConfigs;
import dev.orbit.agent.declared.MirrorTopicConfig;
import dev.orbit.agent.state.LinkDocument;
import dev.orbit.agent.state.MappingDocument;
import dev.orbit.agent.state.StateImage;
import dev.orbit.schemas.LinkSpec;
import dev.orbit.schemas.Problem;
import dev.orbit.schemas.TopicMappingSpec;
import dev.orbit.schemas.TopicMatching;
import dev.orbit.schemas.check.LinkChecks;
import dev.orbit.schemas.check.MappingSetChecks;
import dev.orbit.schemas.check.TopicMappingChecks;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/** What is wrong with documents as they stand, without asking any cluster; each problem names its document. Pure. */
final class SpecCheck {

    private SpecCheck() {}

    /**
     * Every problem of the documents of an image.
     *
     * @param deletedLinks of whose mappings it is told elsewhere that they have no link any more
     * @param locate of a document and a problem of it, makes one that names and places the document
     */
    static List<Problem> problems(
            StateImage image, Set<String> deletedLinks, BiFunction<String, Problem, Problem> locate) {
        List<Problem> problems = new ArrayList<>();
        for (LinkDocument link : image.links().values()) {
            locate(ChangePlan.link(link.spec().name()), LinkChecks.problems(link.spec()), locate, problems);
        }
        List<TopicMappingSpec> mappings =
                image.mappings().values().stream().map(MappingDocument::spec).toList();
        for (TopicMappingSpec mapping : mappings) {
            locate(ChangePlan.mapping(mapping.id()), ofMapping(image, deletedLinks, mapping), locate, problems);
        }
        copiedTwice(image, locate).ifPresent(problems::add);
        for (MappingSetChecks.Clash clash : MappingSetChecks.clashes(mappings)) {
            locate(ChangePlan.mapping(mappings.get(clash.index()).id()), List.of(clash.problem()), locate, problems);
        }
        return problems;
    }

    /** Two sources would take turns in setting the same things. */
    private static Optional<Problem> copiedTwice(StateImage image, BiFunction<String, Problem, Problem> locate) {
        List<String> copying = image.links().values().stream()
                .map(LinkDocument::spec)
                .filter(link -> link.clusterConfig().copySourceClusterConfiguration())
                .map(LinkSpec::name)
                .toList();
        return copying.size() < 2
                ? Optional.empty()
                : Optional.of(locate.apply(
                        ChangePlan.link(copying.get(1)),
                        new Problem(
                                "cluster_configuration_copied_twice",
                                "The links " + copying + " would each make their source's cluster configuration this"
                                        + " cluster's.",
                                "cluster_config.copy_source_cluster_configuration",
                                "Leave it on for one of them.")));
    }

    private static List<Problem> ofMapping(StateImage image, Set<String> deletedLinks, TopicMappingSpec mapping) {
        List<Problem> problems = new ArrayList<>(TopicMappingChecks.problems(mapping));
        LinkDocument link = image.links().get(mapping.link());
        if (link == null && deletedLinks.contains(mapping.link())) {
            return problems;
        }
        if (link == null) {
            problems.add(new Problem(
                    "unknown_link", "There is no link " + mapping.link() + ".", "link", "Declare the link first."));
        } else {
            TopicMappingChecks.proxyProblem(link.spec(), mapping).ifPresent(problems::add);
        }
        mapping.topicConfig().forEach((name, value) -> ofConfig(name, value).ifPresent(problems::add));
        problems.addAll(ofConfigRegexes("topic_config_include", mapping.topicConfigInclude()));
        problems.addAll(ofIncluded(mapping.topicConfigInclude()));
        problems.addAll(ofConfigRegexes("topic_config_exclude", mapping.topicConfigExclude()));
        return problems;
    }

    /** One that matches nothing is a misspelling. */
    private static List<Problem> ofConfigRegexes(String field, List<String> regexes) {
        List<Problem> problems = new ArrayList<>();
        for (int i = 0; i < regexes.size(); i++) {
            String regex = regexes.get(i);
            boolean parses = !regex.isEmpty() && TopicMatching.regexError(regex).isEmpty();
            if (parses && matched(regex).findAny().isEmpty()) {
                problems.add(new Problem(
                        "unknown_topic_config",
                        "This Kafka has no topic config that \"" + regex + "\" matches.",
                        field + "[" + i + "]",
                        "Correct it, or remove it; it must match whole config names."));
            }
        }
        return problems;
    }

    private static Stream<String> matched(String regex) {
        return TopicConfigs.known().stream().filter(name -> TopicMatching.matches(regex, name));
    }

    /** Whoever names what is never taken from a source means to have it; one that matches other configs too may stay. */
    private static List<Problem> ofIncluded(List<String> regexes) {
        List<Problem> problems = new ArrayList<>();
        for (int i = 0; i < regexes.size(); i++) {
            String regex = regexes.get(i);
            if (!regex.isEmpty()
                    && TopicMatching.regexError(regex).isEmpty()
                    && matched(regex).findAny().isPresent()
                    && matched(regex).allMatch(MirrorTopicConfig::isOfTheSourceAlone)) {
                problems.add(new Problem(
                        "topic_config_never_copied",
                        "\"" + regex + "\" includes " + matched(regex).sorted().toList() + " alone, which Orbit never"
                                + " takes from a source: it is about the source's replicas or storage.",
                        "topic_config_include[" + i + "]",
                        "Remove it; to have a value of it on the mirror topics, set that in topic_config."));
            }
        }
        return problems;
    }

    private static Optional<Problem> ofConfig(String name, String value) {
        String field = "topic_config." + name;
        if (!TopicConfigs.known().contains(name)) {
            return Optional.of(new Problem(
                    "unknown_topic_config",
                    "This Kafka has no topic config " + name + ".",
                    field,
                    "Correct the name, or remove it."));
        }
        return TopicConfigs.problem(name, value)
                .map(why -> new Problem(
                        "invalid_topic_config",
                        "The topic config " + name + " cannot be " + value + ": " + why,
                        field,
                        "Give a value that Kafka takes."));
    }

    private static void locate(
            String document, List<Problem> found, BiFunction<String, Problem, Problem> locate, List<Problem> problems) {
        found.forEach(problem -> problems.add(locate.apply(document, problem)));
    }
}
