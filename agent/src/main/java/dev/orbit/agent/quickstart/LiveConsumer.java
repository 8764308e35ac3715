// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.quickstart;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;

/** An application that reads committed records from the beginning, as a consumer group of one. */
final class LiveConsumer implements AutoCloseable {

    private final Collection<String> topics;
    private final KafkaConsumer<String, String> consumer;
    private final Thread thread = new Thread(this::run, "live-consumer");
    private final Map<TopicPartition, Long> lastOffsets = new HashMap<>();
    private final AtomicLong readCount = new AtomicLong();
    private final AtomicLong repeatedCount = new AtomicLong();

    private final AtomicReference<@Nullable String> failure = new AtomicReference<>();

    private LiveConsumer(String bootstrapServers, Collection<String> topics) {
        this.topics = topics;
        this.consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers", bootstrapServers,
                        "group.id", "quickstart",
                        "auto.offset.reset", "earliest",
                        "isolation.level", "read_committed"),
                new StringDeserializer(),
                new StringDeserializer());
    }

    static LiveConsumer start(String bootstrapServers, Collection<String> topics) {
        LiveConsumer live = new LiveConsumer(bootstrapServers, topics);
        live.thread.start();
        return live;
    }

    /** Records read so far, at ascending offsets. */
    long readCount() {
        return readCount.get();
    }

    /** Records read at an offset that was read before, or below it. */
    long repeatedCount() {
        return repeatedCount.get();
    }

    /** Why it reads no more; null while it does. */
    @Nullable
    String failure() {
        return failure.get();
    }

    private void run() {
        try (consumer) {
            consumer.subscribe(topics);
            while (true) {
                consumer.poll(Duration.ofMillis(500)).forEach(this::read);
            }
        } catch (WakeupException e) {
            // closed
        } catch (KafkaException e) {
            failure.set(e.toString());
        }
    }

    private void read(ConsumerRecord<String, String> record) {
        TopicPartition partition = new TopicPartition(record.topic(), record.partition());
        Long last = lastOffsets.put(partition, record.offset());
        if (last == null || record.offset() > last) {
            readCount.incrementAndGet();
        } else {
            repeatedCount.incrementAndGet();
        }
    }

    @Override
    public void close() {
        consumer.wakeup();
        Threads.join(thread);
    }
}
