// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.destination;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** The destination cluster's topics, as the coordinator uses them. */
public interface Destination {

    /** Empty where there is no such topic. */
    OptionalInt partitionCount(String topic);

    /** Id of the topic, as this broker knows it; empty where there is no such topic. */
    Optional<String> topicId(String topic);

    /** Whether the controller itself says that there is no topic of this name. Blocks. */
    boolean isGone(String topic) throws Exception;

    /** Whether a partition of the topic ever held a record, whoever leads it. Blocks; fails while a leader does not say. */
    boolean holdsRecords(String topic) throws Exception;

    /** What is set on the topic itself. */
    Map<String, String> configs(String topic);

    /** What a topic is configured with as long as nothing is set on it itself, as this broker has it. */
    Map<String, String> topicDefaults();

    /**
     * A topic that is to be made.
     *
     * @param replicationFactor null: the cluster's default
     */
    record NewTopic(String name, int partitions, @Nullable Integer replicationFactor, Map<String, String> configs) {

        public NewTopic {
            configs = Map.copyOf(configs);
        }
    }

    /**
     * Creates topics, with one request. Blocks; for each of them empty when it was done, else what stood against it, which
     * keeps none of the others.
     */
    Map<String, Optional<String>> create(Collection<NewTopic> topics) throws Exception;

    /**
     * Creates a topic whose partitions lie on the brokers that those of another topic lie on. Blocks; empty when it was
     * done, else what stood against it.
     */
    Optional<String> createBeside(String other, String topic, int partitions, Map<String, String> configs)
            throws Exception;

    /**
     * Deletes the topic of this id, and no other of its name. Blocks; empty when the controller has it no more, else what
     * stood against it.
     */
    Optional<String> delete(String topicId) throws Exception;

    /** Adds partitions up to this count. Blocks; empty when it was done, else what stood against it. */
    Optional<String> addPartitions(String topic, int partitions) throws Exception;

    /**
     * Changes some configs. Blocks; empty when it was done, else what stood against it.
     *
     * @param changes by name; empty takes the topic's own value away
     */
    Optional<String> alterConfigs(String topic, Map<String, Optional<String>> changes) throws Exception;
}
