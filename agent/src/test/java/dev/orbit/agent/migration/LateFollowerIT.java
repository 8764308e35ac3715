// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.migration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orbit.agent.lab.AgentProcess;
import dev.orbit.agent.lab.Documents;
import dev.orbit.agent.lab.StockBrokerOptions;
import dev.orbit.agent.lab.StockBrokerProcess;
import dev.orbit.agent.trial.Api;
import dev.orbit.agent.trial.Cluster;
import dev.orbit.agent.trial.RawProducer;
import dev.orbit.agent.trial.Trial;
import dev.orbit.schemas.AutoMigration;
import dev.orbit.schemas.MigrationState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Of a source whose follower is in sync, and for a while does not fetch: the leader has records above the high watermark,
 * acknowledged with acks 1 and not with acks all. The leader waits for it for 30 s.
 */
@Timeout(180)
class LateFollowerIT {

    private static final int LEADER = 1;
    private static final int FOLLOWER = 2;
    private static final short ACKS_LEADER = 1;
    private static final int SESSION_MS = 60_000;

    @TempDir
    static Path directory;

    private static TwoBrokerSource source;
    private static AgentProcess agent;
    private static Cluster destination;
    private static Api api;

    @BeforeAll
    static void start() throws Exception {
        source = TwoBrokerSource.start(
                StockBrokerOptions.in(directory.resolve("broker-1")).withSessionTimeout(SESSION_MS));
        agent = AgentProcess.start(directory.resolve("agent"));
        destination = new Cluster(agent.bootstrapServers());
        api = new Api(agent.endpoint());
        api.put(Documents.putLink(source.bootstrapServersOfAgents()));
    }

    @AfterAll
    static void stop() {
        destination.close();
        agent.close();
        source.close();
    }

    private static StockBrokerProcess follower() {
        return source.brokers().broker(FOLLOWER);
    }

    private static void proxy(String topic) throws Exception {
        source.cluster()
                .admin()
                .createTopics(List.of(new NewTopic(topic, Map.of(0, List.of(LEADER, FOLLOWER)))))
                .all()
                .get(30, TimeUnit.SECONDS);
        api.put(Documents.putMapping(topic, new AutoMigration(true)));
        awaitState(topic, MigrationState.PROXY);
        try (KafkaProducer<byte[], byte[]> all = destination.producer(Map.of())) {
            Cluster.send(all, topic, 0, "before");
        }
        await().atMost(Trial.WITHIN).until(() -> destination.end(topic, 0) == 1);
    }

    private static void awaitState(String topic, MigrationState state) {
        await(topic + " to be " + state)
                .atMost(Trial.WITHIN)
                .ignoreExceptions()
                .until(() -> Objects.requireNonNull(api.topic(topic)).state() == state);
    }

    /** What acks all means is for the source to say. */
    @Test
    void theSourceIsAskedForTheAcksThatAProducerAskedFor() throws Exception {
        proxy("late-acks");
        try (KafkaProducer<byte[], byte[]> leader =
                        destination.producer(Map.of("enable.idempotence", false, "acks", "1"));
                KafkaProducer<byte[], byte[]> all = destination.producer(Map.of("enable.idempotence", false))) {
            Cluster.send(all, "late-acks", 0, "all, in time");
            follower().suspend();
            Future<RecordMetadata> late;
            try {
                assertThat(Cluster.send(leader, "late-acks", 0, "of the leader").offset())
                        .isEqualTo(2);
                late = all.send(Cluster.record("late-acks", 0, "all, late"));
                await().during(Duration.ofSeconds(3))
                        .atMost(Duration.ofSeconds(10))
                        .until(() -> !late.isDone());
            } finally {
                follower().resume();
            }
            assertThat(late.get(60, TimeUnit.SECONDS).offset()).isEqualTo(3);
        }
    }

    /** Who wrote it past the proxy was told that it is kept. */
    @Test
    void aCutoverWaitsForWhatTheLeaderAloneHas() throws Exception {
        String topic = "late-cutover";
        proxy(topic);
        follower().suspend();
        try (RawProducer direct =
                new RawProducer(source.brokers().broker(LEADER).bootstrapServers())) {
            MemoryRecords records =
                    MemoryRecords.withRecords(Compression.NONE, new SimpleRecord("at the leader".getBytes(UTF_8)));
            assertThat(direct.send(topic, 0, records, ACKS_LEADER)).isEqualTo(Errors.NONE);

            assertThat(api.initiate(topic).initiated()).containsExactly(topic);

            await().during(Duration.ofSeconds(10))
                    .atMost(Duration.ofSeconds(15))
                    .until(() -> Objects.requireNonNull(api.topic(topic)).state() == MigrationState.MIGRATING);
        } finally {
            follower().resume();
        }
        awaitState(topic, MigrationState.COMPLETE);
        assertThat(destination.values(topic)).containsExactly("before", "at the leader");
        assertThat(destination.topics()).doesNotContain(topic + ".orbit-strays");
    }
}
