// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.topic;

import dev.orbit.agent.coordinator.core.Inquiries.Answer;
import dev.orbit.agent.coordinator.destination.Destination;
import dev.orbit.agent.coordinator.destination.Destination.NewTopic;
import dev.orbit.agent.coordinator.source.OtherClusterException;
import dev.orbit.agent.coordinator.source.SourceQueries;
import dev.orbit.agent.coordinator.source.SourceQueries.TopicConfigs;
import dev.orbit.agent.coordinator.source.SourceTopicConfig;
import dev.orbit.agent.declared.MirrorTopicConfig;
import dev.orbit.agent.state.LinkDocument;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.schemas.TopicMappingSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Makes recorded mirror topics at the destination as their source topics are configured: many with a few requests, and what
 * stands against one keeps none of the others. Thread-safe.
 */
final class TopicCreation {

    /**
     * Of one request: a controller writes a topic, its configs and its partitions as a record each, all of a request or
     * none, and at most 10,000. The destination may set some configs more.
     */
    private static final int RECORDS_MAX = 5_000;

    private final Destination destination;
    private final SourceQueries sources;

    TopicCreation(Destination destination, SourceQueries sources) {
        this.destination = destination;
        this.sources = sources;
    }

    /** @param mapping that holds it */
    record Wanted(MirrorTopic topic, TopicMappingSpec mapping) {}

    /** Creates topics of one link. Blocks; by name, empty when it was done, else what stood against it. */
    Map<String, Answer<Optional<String>>> create(LinkDocument link, Collection<Wanted> wanted) throws Exception {
        TopicConfigs configs = sources.topicConfigs(
                link.spec(),
                wanted.stream().map(one -> one.topic().sourceTopic()).collect(Collectors.toSet()));
        OtherClusterException.check(link, configs.answering().clusterId());
        Map<String, Answer<Optional<String>>> answers = new HashMap<>();
        List<NewTopic> topics = new ArrayList<>();
        for (Wanted one : wanted) {
            Optional<String> obstacle = obstacle(one.topic(), configs);
            if (obstacle.isPresent()) {
                answers.put(one.topic().topic(), new Answer<>(obstacle, null, System.nanoTime()));
            } else {
                topics.add(newTopic(one, configs));
            }
        }
        for (List<NewTopic> request : requests(topics)) {
            answers.putAll(create(request));
        }
        return answers;
    }

    private static Optional<String> obstacle(MirrorTopic topic, TopicConfigs configs) {
        String refusal = configs.refused().get(topic.sourceTopic());
        if (refusal != null) {
            return Optional.of(refusal);
        }
        boolean isThere = configs.found().containsKey(topic.sourceTopic())
                && configs.answering().isSourceOf(topic);
        return isThere
                ? Optional.empty()
                : Optional.of("the source has no topic " + topic.sourceTopic() + " any more, or another of its name");
    }

    private NewTopic newTopic(Wanted wanted, TopicConfigs configs) {
        MirrorTopic topic = wanted.topic();
        TopicMappingSpec mapping = wanted.mapping();
        SourceTopicConfig config = Objects.requireNonNull(configs.found().get(topic.sourceTopic()));
        return new NewTopic(
                topic.topic(),
                topic.startOffsets().size(),
                mapping.replicationFactor(),
                MirrorTopicConfig.of(config.over(destination.topicDefaults()), mapping));
    }

    /** Each as small as a controller takes it. */
    private static List<List<NewTopic>> requests(List<NewTopic> topics) {
        List<List<NewTopic>> requests = new ArrayList<>();
        List<NewTopic> request = new ArrayList<>();
        int records = 0;
        for (NewTopic topic : topics) {
            int own = 1 + topic.configs().size() + topic.partitions();
            if (!request.isEmpty() && records + own > RECORDS_MAX) {
                requests.add(request);
                request = new ArrayList<>();
                records = 0;
            }
            request.add(topic);
            records += own;
        }
        if (!request.isEmpty()) {
            requests.add(request);
        }
        return requests;
    }

    /** One that fails keeps nothing from the others. */
    private Map<String, Answer<Optional<String>>> create(List<NewTopic> topics) {
        Map<String, Answer<Optional<String>>> answers = new HashMap<>();
        try {
            Map<String, Optional<String>> outcomes = destination.create(topics);
            for (NewTopic topic : topics) {
                Optional<String> outcome =
                        outcomes.getOrDefault(topic.name(), Optional.of("the controller did not say"));
                answers.put(topic.name(), new Answer<>(outcome, null, System.nanoTime()));
            }
        } catch (Exception e) {
            topics.forEach(topic -> answers.put(topic.name(), new Answer<>(null, e, System.nanoTime())));
        }
        return answers;
    }
}
