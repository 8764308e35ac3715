// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.broker.request;

import dev.orbit.agent.broker.state.StateTopic;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData.AlterConfigsResource;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData.AlterableConfig;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.AlterConfigsRequest;
import org.apache.kafka.common.requests.CreatePartitionsRequest;
import org.apache.kafka.common.requests.DeleteRecordsRequest;
import org.apache.kafka.common.requests.DeleteTopicsRequest;
import org.apache.kafka.common.requests.IncrementalAlterConfigsRequest;

/**
 * Keeps the state topic as it is: without what it holds, agents would take their mirror topics for ordinary ones. Its replicas
 * may be moved, and their leader be elected, as those of any topic.
 */
final class StateTopicGuard {

    /** What an operator who moves replicas changes. */
    private static final Set<String> FREE = Set.of(
            "min.insync.replicas", "leader.replication.throttled.replicas", "follower.replication.throttled.replicas");

    private static final String REFUSAL = "Topic " + StateTopic.NAME
            + " holds all that Orbit knows of its links and mirror topics; without it they would be taken for ordinary"
            + " topics. So it is not deleted or cut short, and keeps its partition and its configs, but for "
            + FREE.stream().sorted().toList() + ". Nothing of this request was done: leave " + StateTopic.NAME
            + " out of it.";

    private final Function<Uuid, Optional<String>> names;

    /** @param names of the topics that there are */
    StateTopicGuard(Function<Uuid, Optional<String>> names) {
        this.names = names;
    }

    /** What a request that would take the state away, or change what it relies on, is answered with; empty for others. */
    Optional<ApiException> refusal(AbstractRequest request) {
        return endangers(request) ? Optional.of(new PolicyViolationException(REFUSAL)) : Optional.empty();
    }

    private boolean endangers(AbstractRequest request) {
        if (request instanceof DeleteTopicsRequest deletion) {
            return isNamed(Stream.concat(
                    deletion.topicNames().stream(),
                    deletion.topicIds().stream().flatMap(id -> names.apply(id).stream())));
        }
        if (request instanceof DeleteRecordsRequest deletion) {
            return isNamed(deletion.data().topics().stream().map(topic -> topic.name()));
        }
        if (request instanceof CreatePartitionsRequest addition) {
            return isNamed(addition.data().topics().stream().map(topic -> topic.name()));
        }
        if (request instanceof AlterConfigsRequest alteration) {
            // the configs that it does not name are taken away
            return alteration.configs().containsKey(new ConfigResource(ConfigResource.Type.TOPIC, StateTopic.NAME));
        }
        return request instanceof IncrementalAlterConfigsRequest alteration
                && alteration.data().resources().stream()
                        .filter(StateTopicGuard::isState)
                        .map(AlterConfigsResource::configs)
                        .flatMap(Collection::stream)
                        .anyMatch(config -> !isHarmless(config));
    }

    private static boolean isNamed(Stream<String> topics) {
        return topics.anyMatch(StateTopic.NAME::equals);
    }

    private static boolean isState(AlterConfigsResource resource) {
        return resource.resourceType() == ConfigResource.Type.TOPIC.id()
                && resource.resourceName().equals(StateTopic.NAME);
    }

    private static boolean isHarmless(AlterableConfig config) {
        boolean isRestored = config.configOperation() == OpType.SET.id()
                && config.value() != null
                && config.value().equals(StateTopic.CONFIGS.get(config.name()));
        return isRestored || FREE.contains(config.name());
    }
}
