// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.trial;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.TopicExistsException;

/** Makes topics on a test's brokers: one whose machine is too busy for its heartbeats is fenced for a moment. */
public final class NewTopics {

    private static final Duration WITHIN = Duration.ofSeconds(60);

    private NewTopics() {}

    /** Returns once they are made and their leaders serve them: brokers hear of them after the controller has answered. */
    public static void create(Admin admin, List<NewTopic> topics) {
        await("a broker for " + topics).atMost(WITHIN).until(() -> areMade(admin, topics));
        List<String> names = topics.stream().map(NewTopic::name).toList();
        await("leaders of " + names).atMost(WITHIN).ignoreExceptions().until(() -> areServed(admin, names));
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

    private static boolean areMade(Admin admin, List<NewTopic> topics) throws Exception {
        try {
            admin.createTopics(topics).all().get(WITHIN.toSeconds(), TimeUnit.SECONDS);
            return true;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof InvalidReplicationFactorException
                    && e.getMessage().contains("fenced")) {
                return false;
            }
            // the client asked again when its first answer was lost with the controller
            if (e.getCause() instanceof TopicExistsException && topics.size() == 1) {
                return true;
            }
            throw e;
        }
    }
}
