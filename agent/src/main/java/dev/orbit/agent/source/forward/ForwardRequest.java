// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.forward;

import dev.orbit.agent.batch.BatchHeader;
import java.nio.ByteBuffer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.record.internal.MemoryRecords;

/**
 * A produce to pass on to the source.
 *
 * @param topic the source's name of it
 * @param topicId the source's id of it; zero: by name
 * @param records one batch, as the source is to store it; nobody changes its bytes until there is a result
 * @param acks 1 or -1
 * @param timeoutMs how long its producer waits for an answer
 */
public record ForwardRequest(
        String topic, Uuid topicId, int partition, MemoryRecords records, short acks, int timeoutMs) {

    /** A producer may have all the patience that there is; a topic that is cut over waits for what is under way. */
    private static final int SOURCE_TIMEOUT_MAX_MS = 30_000;

    /** The same from the batch's bytes. */
    public static ForwardRequest of(
            String topic, Uuid topicId, int partition, ByteBuffer records, short acks, int timeoutMs) {
        return new ForwardRequest(topic, topicId, partition, MemoryRecords.readableRecords(records), acks, timeoutMs);
    }

    /** How long the source may take to replicate it. */
    int sourceTimeoutMs() {
        return Math.min(timeoutMs, SOURCE_TIMEOUT_MAX_MS);
    }

    /** Whether it is of an idempotent producer. */
    boolean hasProducerId() {
        ByteBuffer bytes = records.buffer();
        return BatchHeader.producerId(bytes, bytes.position()) >= 0;
    }

    TopicPartition topicPartition() {
        return new TopicPartition(topic, partition);
    }
}
