// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.gate;

import dev.orbit.agent.broker.request.ProduceGate.Route;
import dev.orbit.agent.state.Migration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.protocol.Errors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Leaves topics that are COMPLETE to Kafka, where this broker has what was migrated. Thread-safe. */
final class Completed {

    private static final Logger LOG = LoggerFactory.getLogger(Completed.class);

    private final Gate.Environment environment;

    /** Partitions whose log was found too short: told once. */
    private final Set<TopicIdPartition> lacking = ConcurrentHashMap.newKeySet();

    Completed(Gate.Environment environment) {
        this.environment = environment;
    }

    Route route(TopicIdPartition partition, Migration.Complete complete) {
        int number = partition.partition();
        // it slept through the cutover, and Kafka has not told it yet that another leads: acks 1 would be acknowledged
        // and lost
        boolean isOvertaken = number < complete.leaderEpochs().size()
                && environment.leadsBefore(partition, complete.leaderEpochs().get(number));
        if (isOvertaken) {
            return new Route.Refused(
                    Errors.NOT_LEADER_OR_FOLLOWER,
                    "another broker leads " + partition.topicPartition() + " since its migration was completed");
        }
        boolean migrated = number < complete.finalOffsets().size();
        if (!migrated || environment.reaches(partition, complete.finalOffsets().get(number))) {
            return new Route.Local();
        }
        String lacks = "the log of " + partition.topicPartition() + " ends before offset "
                + complete.finalOffsets().get(number)
                + ", where its migration was completed: records are missing here";
        if (lacking.add(partition)) {
            LOG.error(
                    "{}. Let a broker lead whose log has them, or restore this one's disk;"
                            + " orbit verify --proof-only names what is missing.",
                    lacks);
        }
        return new Route.Refused(Errors.KAFKA_STORAGE_ERROR, lacks);
    }
}
