// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.admin;

import dev.orbit.agent.source.connect.SourceClientConfig;
import dev.orbit.agent.source.connect.SourceException;
import dev.orbit.agent.source.connect.SourceProbe;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads a small compacted topic of a source whole. A call blocks, for a bounded time. */
public final class SourceRecords {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final SourceClientConfig config;

    public SourceRecords(SourceClientConfig config) {
        this.config = config;
    }

    /**
     * The newest value of every key of a topic's first partition, up to its end as it was when the call began; a key that
     * was removed is left out.
     */
    public Map<String, String> newest(String topic) throws SourceException {
        SourceProbe probe = new SourceProbe(config, (int) TIMEOUT.toMillis() / 2);
        probe.firstAnswer();
        Map<String, Object> properties = new HashMap<>(config.properties());
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        // a log that begins later by now is read again, and not from its end
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        properties.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) TIMEOUT.toMillis());
        try (Consumer<String, String> consumer =
                new KafkaConsumer<>(properties, new StringDeserializer(), new StringDeserializer())) {
            return read(consumer, new TopicPartition(topic, 0));
        } catch (KafkaException e) {
            throw new AdminFailure(config, probe).explain(e, "Read on topic " + topic);
        }
    }

    private static Map<String, String> read(Consumer<String, String> consumer, TopicPartition partition) {
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
        long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
        long deadlineNanos = System.nanoTime() + TIMEOUT.toNanos();
        Map<String, String> newest = new LinkedHashMap<>();
        while (consumer.position(partition) < end) {
            if (System.nanoTime() - deadlineNanos > 0) {
                throw new TimeoutException("read up to " + consumer.position(partition) + " of " + end);
            }
            for (ConsumerRecord<String, String> found : consumer.poll(Duration.ofMillis(500))) {
                if (found.value() == null) {
                    newest.remove(found.key());
                } else {
                    newest.put(found.key(), found.value());
                }
            }
        }
        return newest;
    }
}
