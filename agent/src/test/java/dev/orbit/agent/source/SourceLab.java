// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.lab.StockBrokerProcess;
import dev.orbit.agent.source.admin.SourceEndOffsets;
import dev.orbit.agent.source.admin.SourceTopic;
import dev.orbit.agent.source.connect.SourceClientConfig;
import dev.orbit.agent.source.connect.SourceException;
import dev.orbit.agent.trial.NewTopics;
import dev.orbit.schemas.BrokerAddress;
import dev.orbit.schemas.Credentials;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;

/** What a user of the source cluster does to it. */
public final class SourceLab implements AutoCloseable {

    private final String bootstrapServers;
    private final Admin admin;

    public SourceLab(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
        this.admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
    }

    /** Where the topic of that name ends. */
    public static List<SourceEndOffsets.End> ends(SourceEndOffsets asking, String topic) throws SourceException {
        SourceEndOffsets.Asked asked = new SourceEndOffsets.Asked(topic, Uuid.ZERO_UUID);
        SourceEndOffsets.Answer answer = asking.of(Set.of(asked)).get(asked);
        assertThat(answer.failure()).isNull();
        return answer.ends();
    }

    public static SourceClientConfig config(String bootstrapServers) {
        return config(bootstrapServers, Credentials.PLAINTEXT, Map.of());
    }

    public static SourceClientConfig config(String bootstrapServers, Credentials credentials, Map<String, String> env) {
        SourceClientConfig.Resolution resolution = SourceClientConfig.resolve(
                "orbit-test", addresses(bootstrapServers), credentials, "source_cluster_credentials", env::get);
        if (resolution instanceof SourceClientConfig.Resolved resolved) {
            return resolved.config();
        }
        throw new IllegalArgumentException(resolution.toString());
    }

    /** Suspends the broker, and returns when it has come to rest: on a busy machine its threads run on for a while. */
    public static void suspend(StockBrokerProcess broker) {
        broker.suspend();
        Path threads = Path.of("/proc/" + broker.pid() + "/task");
        Awaitility.await().pollInterval(Duration.ofMillis(10)).until(() -> {
            try (Stream<Path> each = Files.list(threads)) {
                return each.allMatch(SourceLab::isStopped);
            }
        });
    }

    private static boolean isStopped(Path thread) {
        try {
            String stat = Files.readString(thread.resolve("stat"));
            return stat.startsWith("T", stat.lastIndexOf(')') + 2);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static List<BrokerAddress> addresses(String bootstrapServers) {
        return Arrays.stream(bootstrapServers.split(","))
                .map(address -> {
                    int colon = address.lastIndexOf(':');
                    return new BrokerAddress(
                            address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
                })
                .toList();
    }

    public SourceClientConfig config() {
        return config(bootstrapServers);
    }

    public Admin admin() {
        return admin;
    }

    public SourceTopic createTopic(String name, int partitions) throws Exception {
        return createTopic(new NewTopic(name, partitions, (short) 1));
    }

    public SourceTopic createTopic(NewTopic topic) throws Exception {
        NewTopics.create(admin, List.of(topic));
        TopicDescription created = admin.describeTopics(List.of(topic.name()))
                .allTopicNames()
                .get(30, TimeUnit.SECONDS)
                .get(topic.name());
        return new SourceTopic(
                topic.name(), created.topicId(), created.partitions().size(), false);
    }

    /** Id of the broker that leads the partition. */
    public int leader(TopicPartition partition) throws Exception {
        return admin.describeTopics(List.of(partition.topic()))
                .allTopicNames()
                .get(30, TimeUnit.SECONDS)
                .values()
                .iterator()
                .next()
                .partitions()
                .get(partition.partition())
                .leader()
                .id();
    }

    public KafkaProducer<byte[], byte[]> producer(Map<String, Object> overrides) {
        Map<String, Object> config = new HashMap<>(Map.of("bootstrap.servers", bootstrapServers, "linger.ms", 5));
        config.putAll(overrides);
        return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Writes {@code value 0}, {@code value 1} and so on, and waits until all are acknowledged. */
    public void produce(String topic, int partition, int count) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = producer(Map.of())) {
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                sent.add(producer.send(new ProducerRecord<>(topic, partition, null, ("value " + i).getBytes(UTF_8))));
            }
            for (Future<RecordMetadata> each : sent) {
                each.get(60, TimeUnit.SECONDS);
            }
        }
    }

    /** Writes records that end up in one batch. */
    public void produceOneBatch(String topic, int partition, int count) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = producer(Map.of("linger.ms", 60_000))) {
            for (int i = 0; i < count; i++) {
                var unused =
                        producer.send(new ProducerRecord<>(topic, partition, null, ("value " + i).getBytes(UTF_8)));
            }
            producer.flush();
        }
    }

    /** So many records, each of so many bytes, and few in a batch. */
    public void produceBytes(TopicPartition partition, int count, int bytes) {
        try (KafkaProducer<byte[], byte[]> producer = producer(Map.of())) {
            for (int i = 0; i < count; i++) {
                var unused = producer.send(
                        new ProducerRecord<>(partition.topic(), partition.partition(), null, new byte[bytes]));
            }
        }
    }

    /** Makes the cluster create its internal topic of groups. */
    public void useConsumerGroup(String topic) {
        Map<String, Object> config = Map.of("bootstrap.servers", bootstrapServers, "group.id", "a");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            TopicPartition partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.commitSync(Map.of(partition, new OffsetAndMetadata(0)));
        }
    }

    @Override
    public void close() {
        admin.close();
    }
}
