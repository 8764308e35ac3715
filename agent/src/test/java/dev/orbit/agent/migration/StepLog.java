// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.migration;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.orbit.agent.trial.Cluster;
import dev.orbit.agent.trial.Trial;
import dev.orbit.schemas.Json;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Follows the recorded steps of one topic's cutover, from now on. The API shows them all as MIGRATING; the records of
 * the state tell them apart, and are the moment from which a step counts. Not thread-safe.
 */
final class StepLog implements AutoCloseable {

    private static final TopicPartition STATE = new TopicPartition("__orbit_state", 0);
    private static final String REGISTRATION = "agent/";

    private final String topic;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<String> steps = new ArrayList<>();

    private StepLog(String topic, KafkaConsumer<byte[], byte[]> consumer) {
        this.topic = topic;
        this.consumer = consumer;
    }

    static StepLog follow(Cluster destination, String topic) throws Exception {
        Map<String, Object> config = new HashMap<>(destination.clientProperties());
        config.put("fetch.max.wait.ms", 100);
        config.put("reconnect.backoff.max.ms", 100);
        KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        consumer.assign(List.of(STATE));
        consumer.seek(STATE, destination.end(STATE.topic(), STATE.partition()));
        return new StepLog(topic, consumer);
    }

    /** Returns as soon as the step is recorded; {@code what} matches the recorded migration. */
    JsonNode await(String step, Predicate<JsonNode> what) throws IOException {
        long deadlineNanos = System.nanoTime() + Trial.WITHIN.toNanos();
        while (System.nanoTime() < deadlineNanos) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(20))) {
                JsonNode migration = take(record);
                if (migration != null && migration.get("at").asText().equals(step) && what.test(migration)) {
                    consumer.seek(STATE, record.offset() + 1);
                    return migration;
                }
            }
        }
        throw new AssertionError("topic " + topic + " does not come to " + step + "; its steps: " + steps);
    }

    JsonNode await(String step) throws IOException {
        return await(step, migration -> true);
    }

    /** Reads the steps that are recorded by now. */
    void poll() throws IOException {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(20))) {
            take(record);
        }
    }

    /** The last step that was read so far. */
    String last() {
        return steps.get(steps.size() - 1);
    }

    /** The last step that an agent recorded before it was started again. */
    String stepAtRestart() throws IOException {
        long deadlineNanos = System.nanoTime() + Trial.WITHIN.toNanos();
        while (System.nanoTime() < deadlineNanos) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(20))) {
                if (new String(record.key(), UTF_8).startsWith(REGISTRATION)) {
                    consumer.seek(STATE, record.offset() + 1);
                    return steps.get(steps.size() - 1);
                }
                take(record);
            }
        }
        throw new AssertionError("no agent was started again");
    }

    private @Nullable JsonNode take(ConsumerRecord<byte[], byte[]> record) throws IOException {
        if (record.value() == null || !new String(record.key(), UTF_8).equals("topic/" + topic)) {
            return null;
        }
        JsonNode migration = Json.MAPPER.readTree(record.value()).get("migration");
        steps.add(migration.get("at").asText());
        return migration;
    }

    @Override
    public void close() {
        consumer.close(org.apache.kafka.clients.consumer.CloseOptions.timeout(Duration.ZERO));
    }
}
