// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.verify.command;

import dev.orbit.agent.verify.VerifiedTopic.Shape;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeConfigsResult;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/** What has to be known of a cluster before its records are read. Every failure is a {@link VerifyException}. */
final class Cluster implements AutoCloseable {

    private static final int ANSWER_WITHIN_MS = 15_000;
    private static final Duration CLOSE_WITHIN = Duration.ZERO;

    private final String name;
    private final String remedy;
    private final Admin admin;

    /**
     * Connects when it is asked.
     *
     * @param name such as {@code source at host:port}
     * @param remedy where it cannot be reached
     */
    Cluster(String name, Map<String, ?> client, String remedy) {
        this.name = name;
        this.remedy = remedy;
        Map<String, Object> properties = new HashMap<>(client);
        properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ANSWER_WITHIN_MS);
        properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, ANSWER_WITHIN_MS / 2);
        try {
            this.admin = Admin.create(properties);
        } catch (KafkaException e) {
            Throwable root = e;
            while (root.getCause() != null) {
                root = root.getCause();
            }
            throw VerifyException.of(
                    "client_refused",
                    "No Kafka client can be made for the " + name + ": " + root.getMessage() + ".",
                    remedy);
        }
    }

    /** Fails if it is another cluster. */
    void requireId(String expected, String expectedBy) {
        String actual = get(admin.describeCluster().clusterId(), "Describe on the cluster");
        if (!expected.equals(actual)) {
            throw VerifyException.of(
                    "wrong_cluster",
                    "The " + name + " is cluster " + actual + ", and " + expectedBy + " " + expected
                            + ". Nothing was compared.",
                    remedy);
        }
    }

    /** How topics are made; one that does not exist is left out. */
    Map<String, Shape> shapes(Collection<String> topics) {
        Map<String, Shape> shapes = new HashMap<>();
        List<ConfigResource> resources = topics.stream()
                .distinct()
                .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic))
                .toList();
        DescribeConfigsResult configs = admin.describeConfigs(resources);
        admin.describeTopics(topics).topicNameValues().forEach((topic, description) -> {
            var found = orNull(description, "Describe on topic " + topic);
            var config = orNull(
                    configs.values().get(new ConfigResource(ConfigResource.Type.TOPIC, topic)),
                    "DescribeConfigs on topic " + topic);
            if (found != null && config != null) {
                shapes.put(
                        topic,
                        new Shape(
                                found.partitions().size(),
                                isCompacted(config.get(TopicConfig.CLEANUP_POLICY_CONFIG)),
                                found.topicId().equals(Uuid.ZERO_UUID)
                                        ? null
                                        : found.topicId().toString()));
            }
        });
        return shapes;
    }

    private static boolean isCompacted(@Nullable ConfigEntry policy) {
        return policy != null && policy.value() != null && policy.value().contains(TopicConfig.CLEANUP_POLICY_COMPACT);
    }

    private <T> @Nullable T orNull(@Nullable KafkaFuture<T> answer, String operation) {
        if (answer == null) {
            return null;
        }
        try {
            return get(answer, operation);
        } catch (UnknownTopicOrPartitionException e) {
            return null;
        }
    }

    private <T> T get(KafkaFuture<T> answer, String operation) {
        try {
            return answer.get(ANSWER_WITHIN_MS * 2L, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException unknown) {
                throw unknown;
            }
            throw failed(operation, e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            throw failed(operation, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(operation, e);
        }
    }

    private VerifyException failed(String operation, Throwable cause) {
        if (cause instanceof org.apache.kafka.common.errors.TimeoutException || cause instanceof TimeoutException) {
            return VerifyException.of(
                    "cluster_unreachable",
                    "No answer from the " + name + " within " + ANSWER_WITHIN_MS / 1_000 + " s (" + operation + ").",
                    remedy);
        }
        return VerifyException.of(
                "cluster_refused",
                "The " + name + " refused " + operation + ": "
                        + cause.getClass().getSimpleName() + ": " + cause.getMessage(),
                remedy);
    }

    @Override
    public void close() {
        admin.close(CLOSE_WITHIN);
    }
}
