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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the configuration of mirror topics in step with their sources', and with what their mappings keep instead. */
public final class TopicConfigSync implements Duty {

    private static final Logger LOG = LoggerFactory.getLogger(TopicConfigSync.class);
    private static final long RETRY_NANOS = 5_000_000_000L;

    private final LinkWatch links;
    private final SourceQueries sources;
    private final Destination destination;
    private final long refreshNanos;
    private final Inquiries<Key, TopicConfigs> configs;
    private final Inquiries<Alteration, Optional<String>> alterations;
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
        Map<String, String> defaults = destination.topicDefaults();
        boolean settled = true;
        if (found == null) {
            String reason =
                    answer.failure() == null ? "no answer" : answer.failure().getMessage();
            failures.put("topic configs", "they cannot be read at the source: " + reason);
        } else {
            for (MirrorTopic topic : topics.values()) {
                String refusal = found.refused().get(topic.sourceTopic());
                if (refusal != null) {
                    failures.put(topic.topic(), "its configs cannot be read at the source: " + refusal);
                }
                // one that was made anew is reported by the next scan; its configs are not the mirror's
                if (found.answering().isSourceOf(topic)) {
                    SourceTopicConfig source = found.found().get(topic.sourceTopic());
                    settled &= source == null || isInStep(situation, topic, source.over(defaults), failures);
                }
            }
        }
        problems.put(name, failures);
        if (settled) {
            compared.put(name, now);
        }
    }

    private boolean isInStep(
            Situation situation, MirrorTopic topic, Map<String, String> source, Map<String, String> failures) {
        var mapping = Declared.holder(situation.image(), topic);
        if (mapping.isEmpty()) {
            return true;
        }
        String name = topic.topic();
        Map<String, Optional<String>> changes = MirrorTopicConfig.changes(
                MirrorTopicConfig.of(source, mapping.get()), destination.configs(name), mapping.get());
        if (changes.isEmpty()) {
            alterations.retain(other -> !other.topic().equals(name));
            return true;
        }
        Alteration alteration = new Alteration(name, changes);
        alterations
                .ask(alteration, () -> alter(alteration), RETRY_NANOS, situation.nowNanos())
                .flatMap(Inquiries::refusal)
                .ifPresent(refusal -> failures.put(
                        name,
                        "its configs " + changes.keySet() + " are not in step: " + refusal
                                + " Override them in the mapping's topic_config, or leave them out of step with"
                                + " topic_config_exclude."));
        return false;
    }

    private Optional<String> alter(Alteration alteration) throws Exception {
        Optional<String> refusal = destination.alterConfigs(alteration.topic(), alteration.changes());
        if (refusal.isEmpty()) {
            LOG.info("topic {}: configs set as at the source: {}", alteration.topic(), alteration.changes());
        }
        return refusal;
    }
}
