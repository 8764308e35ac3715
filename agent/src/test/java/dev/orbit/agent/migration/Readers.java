// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.migration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orbit.agent.trial.Cluster;
import dev.orbit.agent.trial.Trial;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A reader of one topic that never stops: what it was shown is what stays. */
final class Readers implements AutoCloseable {

    private final Cluster cluster;
    private final String topic;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Queue<String> seen = new ConcurrentLinkedQueue<>();
    private final Thread thread = new Thread(this::read, "reader");
    private volatile boolean closed;

    private Readers(Cluster cluster, String topic, int partitions) {
        this.cluster = cluster;
        this.topic = topic;
        Map<String, Object> config = new HashMap<>(cluster.clientProperties());
        config.put("auto.offset.reset", "none");
        this.consumer = new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> all = IntStream.range(0, partitions)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
        consumer.assign(all);
        all.forEach(partition -> consumer.seek(partition, 0));
    }

    static Readers start(Cluster cluster, String topic, int partitions) {
        Readers readers = new Readers(cluster, topic, partitions);
        readers.thread.setDaemon(true);
        readers.thread.start();
        return readers;
    }

    private void read() {
        try (consumer) {
            while (!closed) {
                consumer.poll(Duration.ofMillis(50)).forEach(record -> seen.add(told(record)));
            }
        } catch (RuntimeException e) {
            seen.add("failed: " + e);
        }
    }

    private static String told(ConsumerRecord<byte[], byte[]> record) {
        return record.partition() + "@" + record.offset() + " " + new String(record.value(), UTF_8);
    }

    /** That it is shown every record of the topic, which nobody writes to any more, once; and nothing else ever was. */
    void assertSeen() {
        List<String> all = cluster.records(topic, IsolationLevel.READ_UNCOMMITTED).stream()
                .map(Readers::told)
                .sorted()
                .toList();
        await("the readers of " + topic).atMost(Trial.WITHIN).until(() -> seen.size() >= all.size());
        assertThat(seen.stream().sorted().toList()).isEqualTo(all);
    }

    @Override
    public void close() {
        closed = true;
    }
}
