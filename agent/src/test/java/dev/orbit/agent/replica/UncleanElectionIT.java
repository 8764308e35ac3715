// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orbit.agent.lab.AgentApi;
import dev.orbit.agent.lab.AgentProcess;
import dev.orbit.agent.lab.Documents;
import dev.orbit.agent.lab.StockClusterProcess;
import dev.orbit.agent.trial.NewTopics;
import dev.orbit.schemas.MirrorState;
import dev.orbit.schemas.Snapshot;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.ElectionType;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A source that lets a replica lead that does not have all records. */
@Timeout(240)
class UncleanElectionIT {

    private static final TopicPartition ORDERS = new TopicPartition("orders", 0);

    /** Besides the one that is the controller too. */
    private static final int LEADER = 2;

    private static final int FOLLOWER = 3;

    @TempDir
    Path directory;

    @Test
    void aMirrorWhoseSourceLostRecordsAndGrewBeyondItsEndIsDiverged() throws Exception {
        try (StockClusterProcess source = StockClusterProcess.start(
                        directory.resolve("source"), 3, options -> options.with("offsets.topic.num.partitions", "1"));
                AgentProcess agent = AgentProcess.start(directory.resolve("agent"));
                Admin admin = Admin.create(Map.of("bootstrap.servers", source.bootstrapServers()));
                Admin agentAdmin = Admin.create(Map.of("bootstrap.servers", agent.bootstrapServers()))) {
            NewTopics.create(
                    admin,
                    List.of(new NewTopic(ORDERS.topic(), Map.of(0, List.of(LEADER, FOLLOWER)))
                            .configs(Map.of("unclean.leader.election.enable", "true", "min.insync.replicas", "1"))));
            write(source, 10);
            AgentApi api = new AgentApi(agent.endpoint());
            api.change(List.of(Documents.putLink(source.bootstrapServers()), Documents.putMapping(ORDERS.topic())));
            source.broker(FOLLOWER).stop();
            write(source, 10);
            awaitMirrored(agentAdmin, 20);

            agent.suspend();
            source.broker(LEADER).kill();
            source.broker(FOLLOWER).restart();
            electUncleanly(admin);
            write(source, 30);
            agent.resume();

            awaitDiverged(api);
            assertThat(Positions.of(agentAdmin, ORDERS.topic())).containsExactly(new Positions(0, 20, 20));
        }
    }

    private static void write(StockClusterProcess source, int count) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", source.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (int i = 0; i < count; i++) {
                producer.send(new ProducerRecord<>(ORDERS.topic(), 0, null, new byte[] {(byte) i}))
                        .get(60, TimeUnit.SECONDS);
            }
        }
    }

    private static void awaitMirrored(Admin agent, long end) {
        await("mirrored")
                .atMost(Estate.SOON)
                .ignoreExceptions()
                .untilAsserted(() ->
                        assertThat(Positions.of(agent, ORDERS.topic())).containsExactly(new Positions(0, end, end)));
    }

    /** The cluster may do it by itself, as soon as the replica is back. */
    private static void electUncleanly(Admin admin) {
        await("the replica that lacks records leads")
                .atMost(Estate.SOON)
                .ignoreExceptions()
                .until(() -> {
                    var unused = admin.electLeaders(ElectionType.UNCLEAN, Set.of(ORDERS))
                            .partitions()
                            .get(30, TimeUnit.SECONDS);
                    @Nullable
                    Node leader = admin.describeTopics(List.of(ORDERS.topic()))
                            .allTopicNames()
                            .get(30, TimeUnit.SECONDS)
                            .get(ORDERS.topic())
                            .partitions()
                            .get(0)
                            .leader();
                    return leader != null && leader.id() == FOLLOWER;
                });
    }

    private static void awaitDiverged(AgentApi api) {
        await("diverged").atMost(Estate.SOON).ignoreExceptions().untilAsserted(() -> {
            Snapshot.Topic topic = api.snapshot().topics().get(0);
            assertThat(topic.mirror()).isEqualTo(MirrorState.DIVERGED);
            assertThat(topic.partitions().get(0).error())
                    .contains("parts from the mirror at offset 10", "up to offset 19", "orbit resync --topic orders");
        });
    }
}
