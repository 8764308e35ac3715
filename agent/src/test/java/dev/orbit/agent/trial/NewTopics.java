// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.trial;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.CreateTopicsResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;

/** Makes topics on a test's brokers: one whose machine is too busy for its heartbeats is fenced for a moment. */
public final class NewTopics {

    private static final Duration WITHIN = Duration.ofSeconds(60);

    private NewTopics() {}

    /** Returns once they are made and their leaders serve them: brokers hear of them after the controller has answered. */
    public static CreateTopicsResult create(Admin admin, List<NewTopic> topics) {
        CreateTopicsResult made =
                await("a broker for " + topics).atMost(WITHIN).until(() -> attempt(admin, topics), Objects::nonNull);
        List<String> names = topics.stream().map(NewTopic::name).toList();
        await("leaders of " + names).atMost(WITHIN).ignoreExceptions().until(() -> areServed(admin, names));
        return made;
    }

    private static boolean areServed(Admin admin, List<String> names) throws Exception {
        Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
        admin.describeTopics(names)
                .allTopicNames()
                .get(WITHIN.toSeconds(), TimeUnit.SECONDS)
                .forEach((name, topic) -> topic.partitions()
                        .forEach(partition ->
                                ends.put(new TopicPartition(name, partition.partition()), OffsetSpec.latest())));
        admin.listOffsets(ends).all().get(WITHIN.toSeconds(), TimeUnit.SECONDS);
        return true;
    }

    private static CreateTopicsResult attempt(Admin admin, List<NewTopic> topics) throws Exception {
        CreateTopicsResult result = admin.createTopics(topics);
        try {
            result.all().get(WITHIN.toSeconds(), TimeUnit.SECONDS);
            return result;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof InvalidReplicationFactorException
                    && e.getMessage().contains("fenced")) {
                return null;
            }
            throw e;
        }
    }
}
