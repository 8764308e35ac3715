// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.verify;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Consumers that read what is there, change nothing, and skip nothing unasked. */
final class Consumers {

    private static final int POLL_RECORDS_MAX = 2_000;
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);

    private static final int FETCH_WAIT_MS_MAX = 50;

    private Consumers() {}

    static Consumer<byte[], byte[]> create(Map<String, ?> cluster, IsolationLevel isolationLevel) {
        Map<String, Object> properties = new HashMap<>(cluster);
        properties.put(
                ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolationLevel.toString().toLowerCase(Locale.ROOT));
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        // what is read lies there already; a fetch that waits at the end holds up what is asked after it
        properties.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, FETCH_WAIT_MS_MAX);
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, POLL_RECORDS_MAX);
        properties.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Math.toIntExact(ANSWER_WITHIN.toMillis()));
        return new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Makes it the consumer's only partition, which Kafka wants before it is asked where the log starts and ends. */
    static void assign(Consumer<?, ?> consumer, TopicPartition partition) {
        consumer.assign(List.of(partition));
    }

    static long logStart(Consumer<?, ?> consumer, TopicPartition partition) {
        return consumer.beginningOffsets(List.of(partition)).getOrDefault(partition, 0L);
    }

    /** The high watermark, or the last stable offset for a consumer of committed records. */
    static long end(Consumer<?, ?> consumer, TopicPartition partition) {
        return consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
    }
}
