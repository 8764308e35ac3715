// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.replica;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orbit.agent.lab.AgentApi;
import dev.orbit.agent.lab.AgentProcess;
import dev.orbit.agent.lab.Documents;
import dev.orbit.agent.lab.StockBrokerOptions;
import dev.orbit.agent.lab.StockBrokerProcess;
import dev.orbit.agent.trial.NewTopics;
import dev.orbit.agent.verify.Extent;
import dev.orbit.agent.verify.RecordComparison;
import dev.orbit.agent.verify.TopicPair;
import dev.orbit.schemas.Change;
import dev.orbit.schemas.Snapshot;
import dev.orbit.schemas.TopicMappingSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A stock source and an agent, each in a process of its own, and what users of both do. */
final class Estate implements AutoCloseable {

    static final Duration SOON = Duration.ofSeconds(60);

    private final StockBrokerProcess source;
    private final AgentProcess agent;
    private final AgentApi api;
    private final Admin sourceAdmin;
    private final Admin agentAdmin;

    private Estate(StockBrokerProcess source, AgentProcess agent) {
        this.source = source;
        this.agent = agent;
        this.api = new AgentApi(agent.endpoint());
        this.sourceAdmin = Admin.create(sourceClient());
        this.agentAdmin = Admin.create(agentClient());
    }

    static Estate start(Path directory) {
        return start(directory, options -> options);
    }

    /** With an agent that looks for new topics, and whether links work, once a second and not only every ten. */
    static Estate startAttentive(Path directory, UnaryOperator<StockBrokerOptions> configureSource) {
        return start(
                directory,
                configureSource,
                place -> AgentProcess.configured(
                        place,
                        Map.of(
                                "orbit.refresh.interval.ms", "1000",
                                "log.cleaner.backoff.ms", "300",
                                "log.cleaner.dedupe.buffer.size", Integer.toString(8 << 20))));
    }

    static Estate start(Path directory, UnaryOperator<StockBrokerOptions> configureSource) {
        return start(directory, configureSource, AgentProcess::start);
    }

    private static Estate start(
            Path directory, UnaryOperator<StockBrokerOptions> configureSource, Function<Path, AgentProcess> agent) {
        StockBrokerProcess source =
                StockBrokerProcess.start(configureSource.apply(StockBrokerOptions.in(directory.resolve("source"))));
        try {
            return new Estate(source, agent.apply(directory.resolve("agent")));
        } catch (RuntimeException e) {
            source.close();
            throw e;
        }
    }

    StockBrokerProcess source() {
        return source;
    }

    AgentProcess agent() {
        return agent;
    }

    Admin sourceAdmin() {
        return sourceAdmin;
    }

    Admin agentAdmin() {
        return agentAdmin;
    }

    Map<String, Object> sourceClient() {
        return Map.of("bootstrap.servers", source.bootstrapServers());
    }

    Map<String, Object> agentClient() {
        return Map.of("bootstrap.servers", agent.bootstrapServers());
    }

    /** Declares the link, and these mappings. */
    void declare(TopicMappingSpec... mappings) {
        List<Change> changes = new ArrayList<>();
        changes.add(Documents.putLink(source.bootstrapServers()));
        Arrays.stream(mappings).forEach(mapping -> changes.add(new Change.PutTopicMapping(mapping, 0)));
        api.change(changes);
    }

    AgentApi api() {
        return api;
    }

    static TopicMappingSpec literal(int priority, String sourceTopic, String topic) {
        return TopicMappingSpec.literal(Documents.LINK, priority, sourceTopic, topic);
    }

    static TopicMappingSpec regex(int priority, String sourceRegex, String prefix) {
        return TopicMappingSpec.regex(Documents.LINK, priority, sourceRegex, prefix);
    }

    /** Creates a topic at the source. */
    void createTopic(String topic, int partitions, Map<String, String> config) throws Exception {
        NewTopics.create(sourceAdmin, List.of(new NewTopic(topic, partitions, (short) 1).configs(config)));
    }

    /** Changes a topic's configuration at the source. */
    void configureTopic(String topic, String name, String value) throws Exception {
        configure(sourceAdmin, topic, name, value);
    }

    static void configure(Admin cluster, String topic, String name, String value) throws Exception {
        cluster.incrementalAlterConfigs(Map.of(
                        new ConfigResource(ConfigResource.Type.TOPIC, topic),
                        List.of(new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET))))
                .all()
                .get(30, TimeUnit.SECONDS);
    }

    /** Moves the log start at the source up. */
    void deleteRecordsBefore(String topic, int partition, long offset) throws Exception {
        sourceAdmin
                .deleteRecords(Map.of(new TopicPartition(topic, partition), RecordsToDelete.beforeOffset(offset)))
                .all()
                .get(30, TimeUnit.SECONDS);
    }

    /** A producer to the source whose batches end where {@code flush} is called. */
    KafkaProducer<byte[], byte[]> producer(Map<String, ?> properties) {
        Map<String, Object> all = new HashMap<>(sourceClient());
        all.putAll(Map.of("linger.ms", 60_000, "batch.size", 8 << 20, "max.request.size", 9 << 20));
        all.putAll(properties);
        return new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** One batch of records with keys and values {@code k0, v0, k1 ...}. */
    static void batch(KafkaProducer<byte[], byte[]> producer, String topic, int partition, int count) throws Exception {
        List<java.util.concurrent.Future<RecordMetadata>> sent = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sent.add(producer.send(new ProducerRecord<>(topic, partition, bytes("k" + i), bytes("v" + i))));
        }
        producer.flush();
        for (var each : sent) {
            each.get(30, TimeUnit.SECONDS);
        }
    }

    /** One batch to partition 0 at the source. */
    void write(String topic, int count) throws Exception {
        try (var producer = producer(Map.of())) {
            batch(producer, topic, 0, count);
        }
    }

    static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    /** What the agent says of a mirror topic. */
    Snapshot.Topic topic(String name) {
        return api.snapshot().topics().stream()
                .filter(topic -> topic.topic().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("The snapshot has no topic " + name + "."));
    }

    Snapshot.Link link() {
        return api.snapshot().links().get(0);
    }

    /** Waits until the mirror's positions are the source's, all of them. */
    void awaitMirrored(TopicPair topics) {
        await(topics.toString())
                .atMost(SOON)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(Positions.of(agentAdmin, topics.topic()))
                        .isEqualTo(Positions.of(sourceAdmin, topics.sourceTopic())));
    }

    /** Waits until partition 0 of the mirror ends there, for all readers. */
    void awaitHighWatermark(String topic, long offset) {
        await(topic)
                .atMost(SOON)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(Positions.of(agentAdmin, topic).get(0))
                        .extracting(Positions::lastStableOffset, Positions::highWatermark)
                        .containsExactly(offset, offset));
    }

    /** Waits for the mirror and compares it record by record, under both isolation levels. */
    void assertSame(TopicPair topics) {
        awaitMirrored(topics);
        for (IsolationLevel isolationLevel : IsolationLevel.values()) {
            var report = RecordComparison.compare(
                    sourceClient(), agentClient(), List.of(topics), isolationLevel, Extent.EQUAL);
            assertThat(report.isEqual()).as("%s: %s", isolationLevel, report).isTrue();
        }
    }

    void assertSame(String topic) {
        assertSame(TopicPair.same(topic));
    }

    @Override
    public void close() {
        sourceAdmin.close(Duration.ZERO);
        agentAdmin.close(Duration.ZERO);
        agent.close();
        source.close();
    }
}
