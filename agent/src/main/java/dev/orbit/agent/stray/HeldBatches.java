// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.stray;

import org.apache.kafka.common.TopicPartition;

/** What the destination holds of a producer. */
@FunctionalInterface
public interface HeldBatches {

    /** Whether this agent's replica of the partition holds what the producer sent under this sequence number. */
    boolean holds(TopicPartition partition, long producerId, short producerEpoch, int sequence);
}
