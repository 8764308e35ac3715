// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.topic;

import dev.orbit.agent.coordinator.core.Duty;
import dev.orbit.agent.coordinator.core.Inquiries;
import dev.orbit.agent.coordinator.core.Inquiries.Answer;
import dev.orbit.agent.coordinator.core.Situation;
import dev.orbit.agent.coordinator.destination.Destination;
import dev.orbit.agent.coordinator.link.LinkWatch;
import dev.orbit.agent.coordinator.source.OtherClusterException;
import dev.orbit.agent.coordinator.source.SourceQueries;
import dev.orbit.agent.coordinator.source.SourceQueries.TopicConfigs;
import dev.orbit.agent.coordinator.source.SourceTopicConfig;
import dev.orbit.agent.declared.Declared;
import dev.orbit.agent.declared.MirrorTopicConfig;
import dev.orbit.agent.state.LinkDocument;
import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.StateRecord;
import dev.orbit.schemas.TopicMappingSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the configuration of mirror topics in step with their sources', and with what their mappings keep instead. */
public final class TopicConfigSync implements Duty {

    private static final Logger LOG = LoggerFactory.getLogger(TopicConfigSync.class);
    private static final long RETRY_NANOS = 5_000_000_000L;
    private static final Optional<String> UNCHANGED = Optional.of("");

    private final LinkWatch links;
    private final SourceQueries sources;
    private final Destination destination;
    private final long refreshNanos;
    private final Inquiries<Key, TopicConfigs> configs;
    private final Inquiries<Alteration, Optional<String>> alterations;
    private final ConfigAgreement agreement;
    private final Map<String, Compared> compared = new HashMap<>();
    private final Map<String, Map<String, String>> problems = new ConcurrentHashMap<>();

    public TopicConfigSync(
            LinkWatch links,
            SourceQueries sources,
            Destination destination,
            long refreshNanos,
            Executor executor,
            Runnable wake) {
        this.links = links;
        this.sources = sources;
        this.destination = destination;
        this.refreshNanos = refreshNanos;
        this.configs = new Inquiries<>(executor, wake);
        this.alterations = new Inquiries<>(executor, wake);
        this.agreement = new ConfigAgreement(sources, executor, wake);
    }

    private record Key(String link, long revision, TreeSet<String> sourceTopics) {}

    private record Alteration(String topic, Map<String, Optional<String>> changes) {}

    /** What was compared last: nothing is compared again while neither side can have changed. */
    private record Compared(long answeredNanos, long stateEndOffset) {}

    /** Topics of a link whose configuration could not be brought in step, by name, each with the reason. */
    public Map<String, String> problems(String link) {
        return problems.getOrDefault(link, Map.of());
    }

    @Override
    public List<StateRecord> decide(Situation situation) {
        var known = situation.image().links();
        configs.retain(
                key -> known.containsKey(key.link()) && known.get(key.link()).revision() == key.revision());
        problems.keySet().retainAll(known.keySet());
        compared.keySet().retainAll(known.keySet());
        agreement.retain(known.keySet());
        for (LinkDocument link : known.values()) {
            Map<String, MirrorTopic> topics = topics(situation, link.spec().name());
            boolean reachable = links.scan(link.spec().name()).isPresent();
            if (!topics.isEmpty() && reachable && !link.spec().isPaused()) {
                sync(situation, link, topics);
            }
        }
        return List.of();
    }

    /** By name at the destination. */
    private static Map<String, MirrorTopic> topics(Situation situation, String link) {
        Map<String, MirrorTopic> topics = new TreeMap<>();
        for (MirrorTopic topic : situation.image().topics().values()) {
            if (topic.link().equals(link)
                    && topic.isThere()
                    && topic.mapping() != null
                    && topic.failure() == null
                    && !topic.trouble().isDeleted()
                    && !(topic.migration() instanceof Migration.Complete)) {
                topics.put(topic.topic(), topic);
            }
        }
        return topics;
    }

    private void sync(Situation situation, LinkDocument link, Map<String, MirrorTopic> topics) {
        TreeSet<String> names = new TreeSet<>();
        topics.values().forEach(topic -> names.add(topic.sourceTopic()));
        Key key = new Key(link.spec().name(), link.revision(), names);
        configs.retain(other -> !other.link().equals(key.link()) || other.equals(key));
        configs.ask(key, () -> read(link, names), refreshNanos, situation.nowNanos())
                .ifPresent(answer -> compare(situation, link, topics, answer));
    }

    private TopicConfigs read(LinkDocument link, Set<String> names) throws Exception {
        TopicConfigs found = sources.topicConfigs(link.spec(), names);
        OtherClusterException.check(link, found.answering().clusterId());
        return found;
    }

    private void compare(
            Situation situation, LinkDocument link, Map<String, MirrorTopic> topics, Answer<TopicConfigs> answer) {
        String name = link.spec().name();
        Compared now = new Compared(answer.answeredNanos(), situation.image().endOffset());
        if (now.equals(compared.get(name))) {
            return;
        }
        TopicConfigs found = answer.value();
        Map<String, String> failures = new TreeMap<>();
        List<Outstanding> outstanding = List.of();
        if (found == null) {
            failures.put(
                    "topic configs",
                    "they cannot be read at the source: " + answer.reason().orElse("no answer"));
        } else {
            topics.forEach((topic, mirror) -> Optional.ofNullable(
                            found.refused().get(mirror.sourceTopic()))
                    .ifPresent(refusal -> failures.put(topic, "its configs cannot be read at the source: " + refusal)));
            outstanding = outstanding(situation, topics, found);
            if (!outstanding.isEmpty()) {
                confirm(situation, link, answer.answeredNanos(), outstanding, failures);
            }
        }
        problems.put(name, failures);
        if (outstanding.isEmpty()) {
            compared.put(name, now);
        }
    }

    /** A topic that is not in step with what one broker of its source said. */
    private record Outstanding(MirrorTopic topic, TopicMappingSpec mapping, Map<String, Optional<String>> changes) {}

    private List<Outstanding> outstanding(Situation situation, Map<String, MirrorTopic> topics, TopicConfigs found) {
        Map<String, String> defaults = destination.topicDefaults();
        List<Outstanding> outstanding = new ArrayList<>();
        for (MirrorTopic topic : topics.values()) {
            SourceTopicConfig source = found.found().get(topic.sourceTopic());
            TopicMappingSpec mapping = Declared.holder(situation.image(), topic).orElse(null);
            // one that was made anew is reported by the next scan; its configs are not the mirror's
            if (source != null && mapping != null && found.answering().isSourceOf(topic)) {
                Map<String, Optional<String>> changes = changes(topic, mapping, source, defaults);
                if (changes.isEmpty()) {
                    alterations.retain(other -> !other.topic().equals(topic.topic()));
                } else {
                    outstanding.add(new Outstanding(topic, mapping, changes));
                }
            }
        }
        return outstanding;
    }

    private Map<String, Optional<String>> changes(
            MirrorTopic topic, TopicMappingSpec mapping, SourceTopicConfig source, Map<String, String> defaults) {
        return MirrorTopicConfig.changes(
                MirrorTopicConfig.of(source.over(defaults), mapping), destination.configs(topic.topic()), mapping);
    }

    private void confirm(
            Situation situation,
            LinkDocument link,
            long answeredNanos,
            List<Outstanding> outstanding,
            Map<String, String> failures) {
        Set<String> sourceTopics =
                outstanding.stream().map(one -> one.topic().sourceTopic()).collect(Collectors.toSet());
        var confirmed = agreement.ask(situation, link, answeredNanos, sourceTopics);
        Map<String, String> before = problems.getOrDefault(link.spec().name(), Map.of());
        for (Outstanding one : outstanding) {
            String name = one.topic().topic();
            confirmed
                    .map(brokers -> bringInStep(situation, one, brokers)
                            .map(refusal -> "its configs " + one.changes().keySet() + " are not in step: " + refusal
                                    + " Override them in the mapping's topic_config, or leave them out of step with"
                                    + " topic_config_exclude."))
                    .orElse(Optional.ofNullable(before.get(name)))
                    .ifPresent(problem -> failures.put(name, problem));
        }
    }

    /** What the brokers do not agree on is left as it is, and what they say otherwise by now is compared anew. */
    private Optional<String> bringInStep(
            Situation situation, Outstanding one, Answer<Map<String, Map<String, SourceTopicConfig>>> brokers) {
        if (brokers.value() == null) {
            return brokers.reason();
        }
        Map<String, SourceTopicConfig> said = new HashMap<>();
        brokers.value()
                .forEach((broker, topics) -> Optional.ofNullable(
                                topics.get(one.topic().sourceTopic()))
                        .ifPresent(config -> said.put(broker, config)));
        if (said.isEmpty()) {
            return Optional.of("no broker of the source says what is set on topic "
                    + one.topic().sourceTopic() + ". It is asked again.");
        }
        Map<String, String> defaults = destination.topicDefaults();
        Set<Map<String, Optional<String>>> changes = said.values().stream()
                .map(source -> changes(one.topic(), one.mapping(), source, defaults))
                .collect(Collectors.toSet());
        if (changes.size() > 1) {
            return Optional.of(ConfigAgreement.dissent(one.topic().sourceTopic(), said, disputed(changes)));
        }
        Alteration alteration = new Alteration(one.topic().topic(), one.changes());
        return changes.contains(one.changes())
                ? alterations
                        .ask(alteration, () -> alter(alteration), RETRY_NANOS, situation.nowNanos())
                        .flatMap(Inquiries::refusal)
                : Optional.empty();
    }

    /** The configs that not all would change to the same. */
    private static Set<String> disputed(Set<Map<String, Optional<String>>> changes) {
        Set<String> names =
                changes.stream().flatMap(one -> one.keySet().stream()).collect(Collectors.toSet());
        names.removeIf(name -> changes.stream()
                        .map(one -> one.getOrDefault(name, UNCHANGED))
                        .distinct()
                        .count()
                == 1);
        return names;
    }

    private Optional<String> alter(Alteration alteration) throws Exception {
        Optional<String> refusal = destination.alterConfigs(alteration.topic(), alteration.changes());
        if (refusal.isEmpty()) {
            LOG.info("topic {}: configs set as at the source: {}", alteration.topic(), alteration.changes());
        }
        return refusal;
    }
}
