// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.trial;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitionReassignment;
import org.apache.kafka.common.ElectionType;
import org.apache.kafka.common.TopicPartition;

/** Which brokers of a cluster lead which partitions. */
public final class Leaders {

    private static final Duration WITHIN = Duration.ofSeconds(120);
    private static final long ANSWER_WITHIN_SECONDS = 30;

    private Leaders() {}

    /** The broker that leads the partition now. */
    public static int of(Admin admin, TopicPartition partition) throws Exception {
        return admin.describeTopics(List.of(partition.topic()))
                .allTopicNames()
                .get(ANSWER_WITHIN_SECONDS, TimeUnit.SECONDS)
                .get(partition.topic())
                .partitions()
                .get(partition.partition())
                .leader()
                .id();
    }

    /** Returns once the broker leads the partition, which has replicas on all of these. */
    public static void move(Admin admin, TopicPartition partition, int leader, Collection<Integer> brokers)
            throws Exception {
        List<Integer> replicas = new ArrayList<>(List.of(leader));
        brokers.stream().filter(other -> other != leader).forEach(replicas::add);
        admin.alterPartitionReassignments(Map.of(partition, Optional.of(new NewPartitionReassignment(replicas))))
                .all()
                .get(2 * ANSWER_WITHIN_SECONDS, TimeUnit.SECONDS);
        await(partition + " to be led by " + leader)
                .atMost(WITHIN)
                .ignoreExceptions()
                .until(() -> {
                    admin.electLeaders(ElectionType.PREFERRED, Set.of(partition))
                            .partitions()
                            .get(ANSWER_WITHIN_SECONDS, TimeUnit.SECONDS);
                    return of(admin, partition) == leader;
                });
    }
}
