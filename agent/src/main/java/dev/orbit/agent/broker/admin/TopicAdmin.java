// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.broker.admin;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import kafka.server.KafkaConfig;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.message.CreatePartitionsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.DeleteTopicsRequestData;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.ApiError;
import org.apache.kafka.common.requests.CreatePartitionsRequest;
import org.apache.kafka.common.requests.CreatePartitionsResponse;
import org.apache.kafka.common.requests.CreateTopicsRequest;
import org.apache.kafka.common.requests.CreateTopicsResponse;
import org.apache.kafka.common.requests.DeleteTopicsRequest;
import org.apache.kafka.common.requests.DeleteTopicsResponse;
import org.apache.kafka.common.requests.IncrementalAlterConfigsRequest;
import org.apache.kafka.common.requests.IncrementalAlterConfigsResponse;

/**
 * Creates and changes topics at the destination, as the brokers' own principal. Each answer is empty when it was done,
 * else what stood against it.
 */
public final class TopicAdmin implements AutoCloseable {

    private static final ApiError NOT_REGISTERED =
            new ApiError(Errors.BROKER_NOT_AVAILABLE, "this broker is not registered yet");

    private final Supplier<Optional<Node>> self;
    private final LogEnds ends;
    private final InterBrokerChannel channel;
    private final OwnAdditions own;
    private final int timeoutMs;

    public TopicAdmin(
            KafkaConfig config,
            Supplier<Optional<Node>> self,
            ClusterView cluster,
            InterBrokerChannel channel,
            OwnAdditions own) {
        this.self = self;
        this.ends = new LogEnds(cluster, channel, config.requestTimeoutMs());
        this.channel = channel;
        this.own = own;
        this.timeoutMs = config.requestTimeoutMs();
    }

    /**
     * A topic that is to be made.
     *
     * @param replicationFactor -1: the cluster's default
     */
    public record NewTopic(String name, int partitionCount, short replicationFactor, Map<String, String> configs) {

        private CreateTopicsRequestData.CreatableTopic creatable() {
            return TopicAdmin.creatable(name, configs)
                    .setNumPartitions(partitionCount)
                    .setReplicationFactor(replicationFactor);
        }
    }

    public CompletableFuture<Optional<String>> create(NewTopic topic) {
        return create(List.of(topic.creatable()), false).thenApply(results -> refusal(result(results, topic.name())));
    }

    /** Creates topics with one request; the answer is by name. The controller takes each for itself. */
    public CompletableFuture<Map<String, Optional<String>>> create(Collection<NewTopic> topics) {
        return create(topics.stream().map(NewTopic::creatable).toList(), false).thenApply(results -> {
            Map<String, Optional<String>> refusals = new HashMap<>();
            results.forEach((name, result) -> refusals.put(name, refusal(result)));
            return refusals;
        });
    }

    /**
     * Creates a topic.
     *
     * @param replicas by partition, the brokers it lies on
     */
    public CompletableFuture<Optional<String>> create(
            String topic, Map<Integer, List<Integer>> replicas, Map<String, String> configs) {
        var creatable = creatable(topic, configs).setNumPartitions(-1).setReplicationFactor((short) -1);
        replicas.forEach((partition, brokers) -> creatable
                .assignments()
                .add(new CreateTopicsRequestData.CreatableReplicaAssignment()
                        .setPartitionIndex(partition)
                        .setBrokerIds(brokers)));
        return create(List.of(creatable), false).thenApply(results -> refusal(result(results, topic)));
    }

    private static Optional<String> refusal(ApiError result) {
        return result.is(Errors.NONE) ? Optional.empty() : Optional.of(result.messageWithFallback());
    }

    private static ApiError result(Map<String, ApiError> results, String topic) {
        return Objects.requireNonNull(results.get(topic), topic);
    }

    /**
     * Whether the controller has no topic of this name: asked for one, as a trial, it looks for that before all else. What
     * a broker's metadata does not have may only not have reached it yet.
     */
    public CompletableFuture<Boolean> isGone(String topic) {
        NewTopic trial = new NewTopic(topic, 1, (short) 1, Map.of());
        return create(List.of(trial.creatable()), true)
                .thenApply(results -> result(results, topic))
                .thenApply(result -> result.is(Errors.NONE) || result.is(Errors.POLICY_VIOLATION));
    }

    /**
     * Whether a partition of the topic ever held a record, be it one that followers do not have yet. Fails while a partition
     * has no leader that says so.
     */
    public CompletableFuture<Boolean> holdsRecords(String topic) {
        return ends.of(topic).thenApply(found -> found.stream().anyMatch(end -> end > 0));
    }

    private static CreateTopicsRequestData.CreatableTopic creatable(String topic, Map<String, String> configs) {
        var configured = new CreateTopicsRequestData.CreatableTopicConfigCollection();
        configs.forEach((name, value) -> configured.add(
                new CreateTopicsRequestData.CreatableTopicConfig().setName(name).setValue(value)));
        return new CreateTopicsRequestData.CreatableTopic().setName(topic).setConfigs(configured);
    }

    private CompletableFuture<Map<String, ApiError>> create(
            List<CreateTopicsRequestData.CreatableTopic> creatables, boolean isTrial) {
        var topics = new CreateTopicsRequestData.CreatableTopicCollection(creatables.iterator());
        Map<String, ApiError> notRegistered = new HashMap<>();
        creatables.forEach(topic -> notRegistered.put(topic.name(), NOT_REGISTERED));
        return send(
                new CreateTopicsRequest.Builder(new CreateTopicsRequestData()
                        .setTopics(topics)
                        .setTimeoutMs(timeoutMs)
                        .setValidateOnly(isTrial)),
                response -> {
                    Map<String, ApiError> results = new HashMap<>();
                    ((CreateTopicsResponse) response)
                            .data()
                            .topics()
                            .forEach(result -> results.put(
                                    result.name(),
                                    new ApiError(Errors.forCode(result.errorCode()), result.errorMessage())));
                    return results;
                },
                notRegistered);
    }

    /** Deletes the topic of this id; that it is gone already is as good. */
    public CompletableFuture<Optional<String>> delete(Uuid topicId) {
        var topics = List.of(
                new DeleteTopicsRequestData.DeleteTopicState().setName(null).setTopicId(topicId));
        return send(
                new DeleteTopicsRequest.Builder(
                        new DeleteTopicsRequestData().setTopics(topics).setTimeoutMs(timeoutMs)),
                response -> {
                    var result = ((DeleteTopicsResponse) response)
                            .data()
                            .responses()
                            .iterator()
                            .next();
                    return result.errorCode() == Errors.UNKNOWN_TOPIC_ID.code()
                            ? Optional.empty()
                            : failure(result.errorCode(), result.errorMessage());
                },
                Optional.of(NOT_REGISTERED.message()));
    }

    /**
     * Adds partitions to a topic.
     *
     * @param partitionCount of the topic with the new ones
     */
    public CompletableFuture<Optional<String>> addPartitions(String topic, int partitionCount) {
        var wanted = new CreatePartitionsRequestData.CreatePartitionsTopic()
                .setName(topic)
                .setCount(partitionCount)
                .setAssignments(null);
        var topics = new CreatePartitionsRequestData.CreatePartitionsTopicCollection(
                List.of(wanted).iterator());
        return own.during(
                topic,
                () -> send(
                        new CreatePartitionsRequest.Builder(new CreatePartitionsRequestData()
                                .setTopics(topics)
                                .setTimeoutMs(timeoutMs)),
                        response -> {
                            var result = ((CreatePartitionsResponse) response)
                                    .data()
                                    .results()
                                    .get(0);
                            return failure(result.errorCode(), result.errorMessage());
                        },
                        Optional.of(NOT_REGISTERED.message())));
    }

    /**
     * Changes some configs of a topic, and leaves the others.
     *
     * @param changes by name; empty takes the topic's own value away
     */
    public CompletableFuture<Optional<String>> alterConfigs(String topic, Map<String, Optional<String>> changes) {
        return alter(ConfigResource.Type.TOPIC, topic, changes);
    }

    /** The same of several topics with one request, and the answer by name. The controller takes each for itself. */
    public CompletableFuture<Map<String, Optional<String>>> alterConfigs(
            Map<String, Map<String, Optional<String>>> changes) {
        return alter(ConfigResource.Type.TOPIC, changes);
    }

    /** Sets a config for all brokers, while they run. */
    public CompletableFuture<Optional<String>> alterClusterConfig(String name, String value) {
        return alter(ConfigResource.Type.BROKER, "", Map.of(name, Optional.of(value)));
    }

    private CompletableFuture<Optional<String>> alter(
            ConfigResource.Type type, String resource, Map<String, Optional<String>> changes) {
        return alter(type, Map.of(resource, changes))
                .thenApply(refusals -> Objects.requireNonNull(refusals.get(resource), resource));
    }

    private CompletableFuture<Map<String, Optional<String>>> alter(
            ConfigResource.Type type, Map<String, Map<String, Optional<String>>> changes) {
        var resources = new IncrementalAlterConfigsRequestData.AlterConfigsResourceCollection();
        Map<String, Optional<String>> notRegistered = new HashMap<>();
        changes.forEach((resource, configs) -> {
            resources.add(new IncrementalAlterConfigsRequestData.AlterConfigsResource()
                    .setResourceType(type.id())
                    .setResourceName(resource)
                    .setConfigs(alterable(configs)));
            notRegistered.put(resource, Optional.of(NOT_REGISTERED.message()));
        });
        return send(
                new IncrementalAlterConfigsRequest.Builder(
                        new IncrementalAlterConfigsRequestData().setResources(resources)),
                response -> {
                    Map<String, Optional<String>> refusals = new HashMap<>();
                    ((IncrementalAlterConfigsResponse) response)
                            .data()
                            .responses()
                            .forEach(result -> refusals.put(
                                    result.resourceName(), failure(result.errorCode(), result.errorMessage())));
                    return refusals;
                },
                notRegistered);
    }

    private static IncrementalAlterConfigsRequestData.AlterableConfigCollection alterable(
            Map<String, Optional<String>> changes) {
        var configs = new IncrementalAlterConfigsRequestData.AlterableConfigCollection();
        changes.forEach((name, value) -> configs.add(new IncrementalAlterConfigsRequestData.AlterableConfig()
                .setName(name)
                .setConfigOperation((value.isPresent() ? OpType.SET : OpType.DELETE).id())
                .setValue(value.orElse(null))));
        return configs;
    }

    /** By way of this broker, which passes it on to the controller: once it knows that it is part of the cluster. */
    private <T> CompletableFuture<T> send(
            AbstractRequest.Builder<? extends AbstractRequest> request,
            Function<AbstractResponse, T> outcome,
            T notRegistered) {
        return self.get()
                .map(node -> channel.send(node, request).thenApply(outcome))
                .orElseGet(() -> CompletableFuture.completedFuture(notRegistered));
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
