// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.topic;

import dev.orbit.agent.coordinator.core.Inquiries;
import dev.orbit.agent.coordinator.core.Inquiries.Answer;
import dev.orbit.agent.coordinator.core.Situation;
import dev.orbit.agent.coordinator.source.SourceQueries;
import dev.orbit.agent.coordinator.source.SourceTopicConfig;
import dev.orbit.agent.state.LinkDocument;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executor;

/**
 * Asks every broker of a source before a mirror topic's configs are changed. One answers for all otherwise, and the one that
 * is asked changes: a Kafka broker that starts anew may give a topic the configs of a deleted one of its name, and those of
 * the mirror would go back and forth, its retention among them.
 */
final class ConfigAgreement {

    private final SourceQueries sources;
    private final Inquiries<Round, Map<String, Map<String, SourceTopicConfig>>> brokers;
    private final Map<String, Round> rounds = new HashMap<>();

    ConfigAgreement(SourceQueries sources, Executor executor, Runnable wake) {
        this.sources = sources;
        this.brokers = new Inquiries<>(executor, wake);
    }

    /** @param lookNanos of what was to be confirmed at first */
    private record Round(String link, long lookNanos, Set<String> sourceTopics) {}

    /**
     * What all brokers say of topics; empty until they have been asked. However long that takes, they are not asked anew
     * meanwhile.
     *
     * @param lookNanos when one of them said what is to be confirmed
     */
    Optional<Answer<Map<String, Map<String, SourceTopicConfig>>>> ask(
            Situation situation, LinkDocument link, long lookNanos, Set<String> sourceTopics) {
        String name = link.spec().name();
        Round known = rounds.get(name);
        if (known != null && brokers.isUnderWay(known)) {
            return Optional.empty();
        }
        var answer = known == null || !known.sourceTopics().containsAll(sourceTopics)
                ? Optional.<Answer<Map<String, Map<String, SourceTopicConfig>>>>empty()
                : brokers.known(known).filter(said -> said.answeredNanos() - lookNanos >= 0);
        if (answer.isEmpty()) {
            Round round = new Round(name, lookNanos, Set.copyOf(sourceTopics));
            rounds.put(name, round);
            brokers.retain(rounds::containsValue);
            return brokers.ask(
                    round,
                    () -> sources.topicConfigsByBroker(link.spec(), round.sourceTopics()),
                    Long.MAX_VALUE,
                    situation.nowNanos());
        }
        return answer;
    }

    /** Drops what is known of other links. */
    void retain(Set<String> links) {
        rounds.keySet().retainAll(links);
        brokers.retain(rounds::containsValue);
    }

    /**
     * Why a topic's configs stay as they are: by the word of its source's brokers, they would have to become different ones.
     *
     * @param said of the source topic, by broker
     * @param names of the configs that they do not agree on
     */
    static String dissent(String sourceTopic, Map<String, SourceTopicConfig> said, Set<String> names) {
        Map<String, Map<String, String>> values = new TreeMap<>();
        said.forEach((broker, config) -> {
            Map<String, String> has = new TreeMap<>(config.inherited());
            has.putAll(config.own());
            has.keySet().retainAll(names);
            values.put(broker, has);
        });
        boolean isOfTheTopic =
                said.values().stream().map(SourceTopicConfig::own).distinct().count() > 1;
        return "the source's brokers do not agree on " + new TreeSet<>(names) + " of topic " + sourceTopic + ": "
                + values
                + (isOfTheTopic
                        ? ". A broker that was restarted may have kept what was set on a deleted topic of that name: set it"
                                + " at the source once more, and take it away again (kafka-configs.sh --alter --add-config,"
                                + " then --delete-config)."
                        : ". Their own configurations differ: set it on the topic at the source.");
    }
}
