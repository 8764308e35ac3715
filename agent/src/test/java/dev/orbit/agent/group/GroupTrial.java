// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.group;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orbit.agent.lab.AgentProcess;
import dev.orbit.agent.lab.Documents;
import dev.orbit.agent.lab.KafkaRelease;
import dev.orbit.agent.lab.StockBrokerOptions;
import dev.orbit.agent.lab.StockBrokerProcess;
import dev.orbit.agent.trial.Api;
import dev.orbit.agent.trial.Cluster;
import dev.orbit.schemas.Change;
import dev.orbit.schemas.ConsumerGroupSettings;
import dev.orbit.schemas.GroupState;
import dev.orbit.schemas.Snapshot;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A stock source with an authorizer that allows what no ACL is about, an agent, and a link that copies groups. */
final class GroupTrial implements AutoCloseable {

    static final Duration WITHIN = Duration.ofSeconds(60);

    private static final Duration POLL = Duration.ofMillis(100);

    private final StockBrokerProcess sourceProcess;
    private final AgentProcess agent;
    private final Cluster source;
    private final Cluster destination;
    private final Api api;

    private GroupTrial(StockBrokerProcess sourceProcess, AgentProcess agent) {
        this.sourceProcess = sourceProcess;
        this.agent = agent;
        this.source = new Cluster(sourceProcess.bootstrapServers());
        this.destination = new Cluster(agent.bootstrapServers());
        this.api = new Api(agent.endpoint());
    }

    static GroupTrial start(Path directory) throws Exception {
        StockBrokerProcess source = StockBrokerProcess.start(StockBrokerOptions.in(directory.resolve("source"))
                .with("share.coordinator.state.topic.replication.factor", "1")
                .with("share.coordinator.state.topic.min.isr", "1")
                .with("authorizer.class.name", KafkaRelease.current().authorizer())
                .with("allow.everyone.if.no.acl.found", "true"));
        GroupTrial trial = new GroupTrial(source, AgentProcess.start(directory.resolve("agent")));
        trial.api.put(Documents.putLink(source.bootstrapServers()));
        trial.copy(List.of(".*"), List.of(), "");
        return trial;
    }

    Cluster source() {
        return source;
    }

    Cluster destination() {
        return destination;
    }

    Api api() {
        return api;
    }

    AgentProcess agent() {
        return agent;
    }

    /** Dead, and back: another leader epoch of each of its partitions. */
    void restartSource() {
        sourceProcess.kill();
        sourceProcess.restart();
    }

    /** Every second from now on, with these settings. */
    void copy(List<String> include, List<String> exclude, String prefix) throws Exception {
        Snapshot.Link link = api.snapshot().links().get(0);
        ConsumerGroupSettings settings = new ConsumerGroupSettings(true, include, exclude, prefix, 1);
        api.put(new Change.PutLink(link.spec().withConsumerGroups(settings), link.revision()));
    }

    /** A source topic of one partition with this many records, mirrored under its own name. */
    void mirror(String topic, int records) throws Exception {
        source.createTopic(topic, 1);
        produce(topic, records);
        api.put(Documents.putMapping(topic));
        awaitMirrored(topic, records);
    }

    /** Values count on from the partition's end. */
    void produce(String topic, int records) throws Exception {
        long end = source.end(topic, 0);
        try (var producer = source.producer(Map.of())) {
            for (int i = 0; i < records; i++) {
                var unused = producer.send(Cluster.record(topic, 0, "value-" + (end + i)));
            }
        }
    }

    void awaitMirrored(String topic, long end) {
        await("mirror of " + topic).atMost(WITHIN).pollInterval(POLL).untilAsserted(() -> {
            assertThat(destination.topics()).contains(topic);
            assertThat(destination.end(topic, 0)).isEqualTo(end);
        });
    }

    /** Reads as a member of a share group at the source, and leaves; returns how many records it was given. */
    int share(String group, String topic) throws Exception {
        source.admin()
                .incrementalAlterConfigs(Map.of(
                        new ConfigResource(ConfigResource.Type.GROUP, group),
                        List.of(new AlterConfigOp(
                                new ConfigEntry("share.auto.offset.reset", "earliest"), AlterConfigOp.OpType.SET))))
                .all()
                .get(30, TimeUnit.SECONDS);
        Map<String, Object> config = new HashMap<>(source.clientProperties());
        config.put("group.id", group);
        try (KafkaShareConsumer<byte[], byte[]> consumer =
                new KafkaShareConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(topic));
            long deadlineNanos = System.nanoTime() + WITHIN.toNanos();
            int count = 0;
            while (count == 0 && System.nanoTime() < deadlineNanos) {
                count = consumer.poll(POLL).count();
            }
            return count;
        }
    }

    KafkaConsumer<byte[], byte[]> consumer(Cluster cluster, String group, String protocol, String topic) {
        Map<String, Object> config = new HashMap<>(cluster.clientProperties());
        config.put("group.id", group);
        config.put("group.protocol", protocol);
        config.put("auto.offset.reset", "earliest");
        config.put("enable.auto.commit", "false");
        config.put("max.poll.records", "1");
        KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        consumer.subscribe(List.of(topic));
        return consumer;
    }

    /** Reads this many records as a member of the group, commits and leaves; returns the values. */
    List<String> consume(Cluster cluster, String group, String protocol, String topic, int records) {
        List<String> values = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(cluster, group, protocol, topic)) {
            read(consumer, records, values);
            consumer.commitSync();
        }
        return values;
    }

    static void read(KafkaConsumer<byte[], byte[]> consumer, int records, List<String> values) {
        await("records").atMost(WITHIN).pollInterval(Duration.ofMillis(1)).until(() -> {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                values.add(new String(record.value(), UTF_8));
            }
            return values.size() >= records;
        });
    }

    /** A commit of a group without members, as tools make it. */
    void commit(Cluster cluster, String group, String topic, long offset) throws Exception {
        commit(cluster, group, topic, new OffsetAndMetadata(offset));
    }

    void commit(Cluster cluster, String group, String topic, OffsetAndMetadata offset) throws Exception {
        cluster.admin()
                .alterConsumerGroupOffsets(group, Map.of(new TopicPartition(topic, 0), offset))
                .all()
                .get(WITHIN.toSeconds(), TimeUnit.SECONDS);
    }

    /** What the group committed on the topic's partition 0. */
    Optional<OffsetAndMetadata> committed(Cluster cluster, String group, String topic) throws Exception {
        return Optional.ofNullable(cluster.admin()
                .listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get(WITHIN.toSeconds(), TimeUnit.SECONDS)
                .get(new TopicPartition(topic, 0)));
    }

    void awaitCopied(String group, String topic, long offset) {
        await("offset of " + group)
                .atMost(WITHIN)
                .pollInterval(POLL)
                .untilAsserted(() -> assertThat(committed(destination, group, topic))
                        .as(group + " " + status(group))
                        .map(OffsetAndMetadata::offset)
                        .contains(offset));
    }

    /** The group as the agent lists it, by its name at the destination. */
    Optional<Snapshot.Group> status(String group) throws Exception {
        return api.snapshot().groups().stream()
                .filter(found -> found.group().equals(group))
                .findFirst();
    }

    Snapshot.Group awaitState(String group, GroupState state) throws Exception {
        await(group + " to be " + state)
                .atMost(WITHIN)
                .pollInterval(POLL)
                .untilAsserted(() ->
                        assertThat(status(group)).map(Snapshot.Group::state).contains(state));
        return status(group).orElseThrow();
    }

    @Override
    public void close() {
        source.close();
        destination.close();
        agent.close();
        sourceProcess.close();
    }
}
