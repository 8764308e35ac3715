// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orbit.agent.lab.AgentApi;
import dev.orbit.agent.lab.AgentClusterProcess;
import dev.orbit.agent.lab.Documents;
import dev.orbit.agent.lab.StockBrokerOptions;
import dev.orbit.agent.lab.StockBrokerProcess;
import dev.orbit.agent.trial.Cluster;
import dev.orbit.schemas.ConsumerGroupSettings;
import dev.orbit.schemas.GroupState;
import dev.orbit.schemas.Snapshot;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.NewPartitionReassignment;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Groups whose coordinator is away while a topic is deleted: nobody tells it, and the commits stay when it is back. */
@Timeout(300)
class FormerCommitsIT {

    private static final Duration SOON = Duration.ofSeconds(90);
    private static final TopicPartition ORDERS = new TopicPartition("orders", 0);
    private static final TopicPartition OFFSETS = new TopicPartition("__consumer_offsets", 0);

    @TempDir
    static Path directory;

    private static StockBrokerProcess sourceProcess;
    private static AgentClusterProcess agents;
    private static Cluster source;
    private static Cluster destination;
    private static AgentApi api;

    @BeforeAll
    static void start() {
        sourceProcess = StockBrokerProcess.start(StockBrokerOptions.in(directory.resolve("source")));
        source = new Cluster(sourceProcess.bootstrapServers());
        agents = AgentClusterProcess.start(
                directory,
                2,
                Map.of(
                        "orbit.refresh.interval.ms", "500",
                        "orbit.state.replication.factor", "2",
                        "default.replication.factor", "1",
                        "offsets.topic.num.partitions", "1"));
        destination = new Cluster(agents.bootstrapServers());
        api = new AgentApi(agents.agent(1).endpoint());
        api.change(List.of(
                Documents.putLink(
                        sourceProcess.bootstrapServers(),
                        new ConsumerGroupSettings(true, List.of(".*"), List.of(), "", 1)),
                Documents.putMapping("orders")));
    }

    @AfterAll
    static void stop() {
        destination.close();
        agents.close();
        source.close();
        sourceProcess.close();
    }

    private static void write(int records) throws Exception {
        source.createTopic("orders", 1);
        source.produce(
                "orders",
                0,
                IntStream.range(0, records).mapToObj(i -> "value-" + i).toArray(String[]::new));
    }

    private static void commit(Cluster cluster, long offset) throws Exception {
        cluster.admin()
                .alterConsumerGroupOffsets("billing", Map.of(ORDERS, new OffsetAndMetadata(offset)))
                .all()
                .get(30, TimeUnit.SECONDS);
    }

    private static Optional<Long> committed() throws Exception {
        return Optional.ofNullable(destination
                        .admin()
                        .listConsumerGroupOffsets("billing")
                        .partitionsToOffsetAndMetadata()
                        .get(30, TimeUnit.SECONDS)
                        .get(ORDERS))
                .map(OffsetAndMetadata::offset);
    }

    private static void awaitCommitted(Optional<Long> offset) {
        await("the group's commit")
                .atMost(SOON)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(committed())
                        .as("%s", api.snapshot().groups())
                        .isEqualTo(offset));
    }

    private static Uuid topicId() throws Exception {
        return destination
                .admin()
                .describeTopics(List.of("orders"))
                .allTopicNames()
                .get(30, TimeUnit.SECONDS)
                .get("orders")
                .topicId();
    }

    /** The offsets' only replica. */
    private static void coordinateGroupsAt(int agent) {
        await("offsets at agent " + agent).atMost(SOON).ignoreExceptions().until(() -> {
            destination
                    .admin()
                    .alterPartitionReassignments(
                            Map.of(OFFSETS, Optional.of(new NewPartitionReassignment(List.of(agent)))))
                    .all()
                    .get(30, TimeUnit.SECONDS);
            var leader = destination
                    .admin()
                    .describeTopics(List.of(OFFSETS.topic()))
                    .allTopicNames()
                    .get(30, TimeUnit.SECONDS)
                    .get(OFFSETS.topic())
                    .partitions()
                    .get(0)
                    .leader();
            return leader != null && leader.id() == agent;
        });
    }

    @Test
    void aCommitThatOutlivesItsTopicIsTakenBackAndTheNewMirrorsAreCopied() throws Exception {
        write(100);
        commit(source, 50);
        awaitCommitted(Optional.of(50L));
        coordinateGroupsAt(2);
        awaitCommitted(Optional.of(50L));
        Uuid former = topicId();

        agents.agent(2).kill();
        source.admin().deleteTopics(List.of("orders")).all().get(30, TimeUnit.SECONDS);
        destination.admin().deleteTopics(List.of("orders")).all().get(30, TimeUnit.SECONDS);
        await("the source's deletion").atMost(SOON).until(() -> !source.topics().contains("orders"));
        write(5);
        agents.agent(2).restart();

        await("the new topic")
                .atMost(SOON)
                .pollInterval(Duration.ofMillis(20))
                .ignoreExceptions()
                .until(() -> !topicId().equals(former));
        // nobody who reads the new topic may find where the old one was left
        assertThat(committed()).isEmpty();
        await("the new mirror")
                .atMost(SOON)
                .untilAsserted(() -> assertThat(destination.end("orders", 0)).isEqualTo(5));
        assertThat(committed()).isEmpty();
        commit(source, 3);
        awaitCommitted(Optional.of(3L));
        await("the group's state")
                .atMost(SOON)
                .untilAsserted(() -> assertThat(api.snapshot().groups())
                        .extracting(Snapshot.Group::state)
                        .containsExactly(GroupState.COPIED));
    }
}
