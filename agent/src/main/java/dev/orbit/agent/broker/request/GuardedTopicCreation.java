// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.broker.request;

import java.util.ArrayList;
import java.util.List;
import kafka.server.AutoTopicCreationManager;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseTopic;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.RequestContext;
import org.apache.kafka.server.quota.ControllerMutationQuota;
import scala.Option;
import scala.collection.Map;
import scala.collection.Seq;
import scala.collection.Set;
import scala.jdk.javaapi.CollectionConverters;

/** Kafka's automatic topic creation, but for names that a topic mapping matches: those are Orbit's to create. */
final class GuardedTopicCreation implements AutoTopicCreationManager {

    private final AutoTopicCreationManager stock;
    private final ProduceGate gate;

    GuardedTopicCreation(AutoTopicCreationManager stock, ProduceGate gate) {
        this.stock = stock;
        this.gate = gate;
    }

    @Override
    public Seq<MetadataResponseTopic> createTopics(
            Set<String> names, ControllerMutationQuota quota, Option<RequestContext> context) {
        java.util.Set<String> allowed = new java.util.LinkedHashSet<>();
        List<MetadataResponseTopic> answers = new ArrayList<>();
        for (String name : CollectionConverters.asJava(names)) {
            if (gate.mayAutoCreate(name)) {
                allowed.add(name);
            } else {
                answers.add(unknown(name));
            }
        }
        if (!allowed.isEmpty()) {
            Seq<MetadataResponseTopic> created =
                    stock.createTopics(CollectionConverters.asScala(allowed), quota, context);
            answers.addAll(CollectionConverters.asJava(created));
        }
        return CollectionConverters.asScala(answers);
    }

    private static MetadataResponseTopic unknown(String name) {
        return new MetadataResponseTopic()
                .setName(name)
                .setErrorCode(Errors.UNKNOWN_TOPIC_OR_PARTITION.code())
                .setIsInternal(false);
    }

    @Override
    public void createStreamsInternalTopics(
            Map<String, CreatableTopic> topics, RequestContext context, long timeoutMs) {
        stock.createStreamsInternalTopics(topics, context, timeoutMs);
    }

    @Override
    public Map<String, String> getStreamsInternalTopicCreationErrors(Set<String> names, long nowMs) {
        return stock.getStreamsInternalTopicCreationErrors(names, nowMs);
    }

    @Override
    public void close() {}
}
