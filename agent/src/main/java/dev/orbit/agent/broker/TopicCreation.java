// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.broker;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import kafka.server.KafkaConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.ApiError;
import org.apache.kafka.common.requests.CreateTopicsRequest;
import org.apache.kafka.common.requests.CreateTopicsResponse;
import org.apache.kafka.common.requests.IncrementalAlterConfigsRequest;
import org.apache.kafka.common.requests.IncrementalAlterConfigsResponse;

/** Creates topics at the destination and configures them, as the brokers' own principal. */
public final class TopicCreation implements AutoCloseable {

    private final Supplier<Optional<Node>> self;
    private final InterBrokerChannel channel;
    private final int timeoutMs;

    TopicCreation(KafkaConfig config, Supplier<Optional<Node>> self, InterBrokerChannel channel) {
        this.self = self;
        this.channel = channel;
        this.timeoutMs = config.requestTimeoutMs();
    }

    /**
     * Creates a topic.
     *
     * @param replicationFactor -1: the cluster's default
     * @return empty when it was created, else what stood against it
     */
    public CompletableFuture<Optional<String>> create(
            String topic, int partitionCount, short replicationFactor, Map<String, String> configs) {
        var configured = new CreateTopicsRequestData.CreatableTopicConfigCollection();
        configs.forEach((name, value) -> configured.add(
                new CreateTopicsRequestData.CreatableTopicConfig().setName(name).setValue(value)));
        var creatable = new CreateTopicsRequestData.CreatableTopic()
                .setName(topic)
                .setNumPartitions(partitionCount)
                .setReplicationFactor(replicationFactor)
                .setConfigs(configured);
        var topics = new CreateTopicsRequestData.CreatableTopicCollection(
                List.of(creatable).iterator());
        return send(new CreateTopicsRequest.Builder(
                new CreateTopicsRequestData().setTopics(topics).setTimeoutMs(timeoutMs)));
    }

    /**
     * Sets one configuration of a topic, and leaves the others as they are.
     *
     * @return empty when it was set, else what stood against it
     */
    public CompletableFuture<Optional<String>> configure(String topic, String config, String value) {
        var resource = new IncrementalAlterConfigsRequestData.AlterConfigsResource()
                .setResourceType(ConfigResource.Type.TOPIC.id())
                .setResourceName(topic);
        resource.configs()
                .add(new IncrementalAlterConfigsRequestData.AlterableConfig()
                        .setName(config)
                        .setValue(value)
                        .setConfigOperation(AlterConfigOp.OpType.SET.id()));
        var data = new IncrementalAlterConfigsRequestData();
        data.resources().add(resource);
        return send(new IncrementalAlterConfigsRequest.Builder(data));
    }

    /** By way of this broker, which passes it on to the controller: once it knows that it is part of the cluster. */
    private CompletableFuture<Optional<String>> send(AbstractRequest.Builder<? extends AbstractRequest> request) {
        return self.get()
                .map(node -> channel.send(node, request).thenApply(TopicCreation::outcome))
                .orElseGet(() -> CompletableFuture.completedFuture(Optional.of("this broker is not registered yet")));
    }

    private static Optional<String> outcome(AbstractResponse response) {
        if (response instanceof IncrementalAlterConfigsResponse altered) {
            var result = altered.data().responses().get(0);
            return failure(result.errorCode(), result.errorMessage());
        }
        var result =
                ((CreateTopicsResponse) response).data().topics().iterator().next();
        return failure(result.errorCode(), result.errorMessage());
    }

    private static Optional<String> failure(short code, String message) {
        return code == Errors.NONE.code()
                ? Optional.empty()
                : Optional.of(new ApiError(Errors.forCode(code), message).messageWithFallback());
    }

    @Override
    public void close() {
        channel.close();
    }
}
