// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.duty;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** The destination cluster's topics, as the coordinator uses them. */
public interface Destination {

    /** Empty where there is no such topic. */
    OptionalInt partitionCount(String topic);

    /** Whether it is known that no partition of the topic ever held a record. */
    boolean isEmpty(String topic);

    /** Blocks; empty when it was created, else what stood against it. */
    Optional<String> create(String topic, int partitions, Map<String, String> configs) throws Exception;
}
