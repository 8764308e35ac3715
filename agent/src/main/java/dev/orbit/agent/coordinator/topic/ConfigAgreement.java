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

    /** @param answeredNanos of what is to be confirmed */
    private record Round(String link, long answeredNanos, Set<String> sourceTopics) {}

    /** What all brokers say of topics; empty until they have been asked. */
    Optional<Answer<Map<String, Map<String, SourceTopicConfig>>>> ask(
            Situation situation, LinkDocument link, long answeredNanos, Set<String> sourceTopics) {
        String name = link.spec().name();
        Round round = rounds.get(name);
        if (round == null
                || round.answeredNanos() != answeredNanos
                || !round.sourceTopics().containsAll(sourceTopics)) {
            round = new Round(name, answeredNanos, Set.copyOf(sourceTopics));
            rounds.put(name, round);
            brokers.retain(rounds::containsValue);
        }
        Set<String> asked = round.sourceTopics();
        return brokers.ask(
                round, () -> sources.topicConfigsByBroker(link.spec(), asked), Long.MAX_VALUE, situation.nowNanos());
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
     */
    static String dissent(String sourceTopic, Map<String, SourceTopicConfig> said) {
        Map<String, Map<String, String>> own = new TreeMap<>();
        said.forEach((broker, config) -> own.put(broker, new TreeMap<>(config.own())));
        return "the source's brokers do not agree on what is set on topic " + sourceTopic + ": " + own
                + ". A broker that was restarted may have kept what was set on a deleted topic of that name: set it at the"
                + " source once more, and take it away again (kafka-configs.sh --alter --add-config, then --delete-config).";
    }
}
