// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.admin;

import dev.orbit.agent.source.connect.BrokerConnection;
import dev.orbit.agent.source.connect.BrokerEndpoint;
import dev.orbit.agent.source.connect.Exchange;
import dev.orbit.agent.source.connect.SourceClientConfig;
import dev.orbit.agent.source.connect.SourceException;
import dev.orbit.agent.source.connect.SourceProbe;
import dev.orbit.agent.threads.Threads;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.function.Predicate;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.message.DescribeConfigsRequestData;
import org.apache.kafka.common.message.DescribeConfigsRequestData.DescribeConfigsResource;
import org.apache.kafka.common.message.DescribeConfigsResponseData.DescribeConfigsResourceResult;
import org.apache.kafka.common.message.DescribeConfigsResponseData.DescribeConfigsResult;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.DescribeConfigsRequest;
import org.apache.kafka.common.requests.DescribeConfigsResponse;
import org.apache.kafka.common.requests.DescribeConfigsResponse.ConfigSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What each broker of a source says of topics' configs. They need not agree: a Kafka broker that starts anew may give a
 * topic the configs of one that had its name and was deleted.
 */
public final class TopicConfigsByBroker {

    private static final Logger LOG = LoggerFactory.getLogger(TopicConfigsByBroker.class);
    private static final int BROKER_TIMEOUT_MS = 5_000;
    private static final int ASKED_AT_ONCE = 8;
    private static final int TOPICS_PER_REQUEST = 500;

    private final SourceClientConfig config;

    public TopicConfigsByBroker(SourceClientConfig config) {
        this.config = config;
    }

    /**
     * A topic, as one broker sees it.
     *
     * @param own what is set on the topic itself
     * @param inherited what it has from the broker, of {@link SourceAdmin#KEEPING}
     */
    public record TopicEntries(Map<String, String> own, Map<String, String> inherited) {}

    /**
     * By the broker's {@code host:port}, then by topic. A broker that does not answer is left out, and so is a topic that it
     * does not have or show. Blocks.
     *
     * @throws SourceException if none says which brokers there are
     */
    public Map<String, Map<String, TopicEntries>> of(Collection<String> topics) throws SourceException {
        List<BrokerEndpoint> brokers =
                new SourceProbe(config, BROKER_TIMEOUT_MS).firstAnswer().endpoints();
        ExecutorService threads = Threads.pool(config.clientId() + "-configs", ASKED_AT_ONCE);
        try {
            Map<BrokerEndpoint, CompletableFuture<Map<String, TopicEntries>>> asked = new LinkedHashMap<>();
            brokers.forEach(broker ->
                    asked.put(broker, CompletableFuture.supplyAsync(() -> ask(broker, topics), threads)));
            Map<String, Map<String, TopicEntries>> answers = new TreeMap<>();
            asked.forEach((broker, answer) -> answers.put(broker.address(), answer.join()));
            answers.values().removeIf(Map::isEmpty);
            return answers;
        } finally {
            threads.shutdownNow();
        }
    }

    /** Empty where the broker does not answer. */
    private Map<String, TopicEntries> ask(BrokerEndpoint broker, Collection<String> topics) {
        Map<String, TopicEntries> found = new HashMap<>();
        List<String> names = List.copyOf(topics);
        try (BrokerConnection connection = new BrokerConnection(config, broker, BrokerConnection.Tuning.PLAIN)) {
            for (int from = 0; from < names.size(); from += TOPICS_PER_REQUEST) {
                found.putAll(ask(connection, names.subList(from, Math.min(names.size(), from + TOPICS_PER_REQUEST))));
            }
            return found;
        } catch (Exchange.FailedException | KafkaException e) {
            LOG.debug("broker {} does not say what topics it knows are configured with", broker.address(), e);
            return Map.of();
        }
    }

    private static Map<String, TopicEntries> ask(BrokerConnection connection, Collection<String> topics)
            throws Exchange.FailedException {
        List<DescribeConfigsResource> resources = topics.stream()
                .map(topic -> new DescribeConfigsResource()
                        .setResourceType(ConfigResource.Type.TOPIC.id())
                        .setResourceName(topic))
                .toList();
        DescribeConfigsResponse answer = (DescribeConfigsResponse) Exchange.ask(
                connection,
                new DescribeConfigsRequest.Builder(new DescribeConfigsRequestData().setResources(resources)),
                BROKER_TIMEOUT_MS,
                () -> false);
        Map<String, TopicEntries> found = new HashMap<>();
        for (DescribeConfigsResult topic : answer.data().results()) {
            if (topic.errorCode() == Errors.NONE.code()) {
                found.put(
                        topic.resourceName(),
                        new TopicEntries(
                                entries(topic, TopicConfigsByBroker::isOwn),
                                entries(topic, entry -> !isOwn(entry) && SourceAdmin.KEEPING.contains(entry.name()))));
            }
        }
        return found;
    }

    private static boolean isOwn(DescribeConfigsResourceResult entry) {
        return entry.configSource() == ConfigSource.TOPIC_CONFIG.id();
    }

    private static Map<String, String> entries(
            DescribeConfigsResult topic, Predicate<DescribeConfigsResourceResult> wanted) {
        Map<String, String> entries = new HashMap<>();
        topic.configs().stream()
                .filter(wanted)
                .filter(entry -> entry.value() != null)
                .forEach(entry -> entries.put(entry.name(), entry.value()));
        return entries;
    }
}
