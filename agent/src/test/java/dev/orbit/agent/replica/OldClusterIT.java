// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orbit.agent.lab.SeedShape;
import dev.orbit.agent.lab.Seeds;
import dev.orbit.agent.trial.OldSource;
import dev.orbit.schemas.MirrorState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A source whose cluster is of a time before topics had ids, until it is upgraded, which is the last that happens. */
@OldSource
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(240)
class OldClusterIT {

    @TempDir
    static Path directory;

    private static Estate estate;

    @BeforeAll
    static void start() throws Exception {
        estate = Estate.startAttentive(directory, options -> options.with("inter.broker.protocol.version", "2.7"));
        try (Seeds seeds = new Seeds(estate.sourceClient(), 17)) {
            for (SeedShape shape : List.of(SeedShape.INTERLEAVED, SeedShape.COMPACTED, SeedShape.LOG_START_INSIDE)) {
                seeds.write(shape, "seed-" + shape.topicSuffix());
            }
        }
        estate.declare(Estate.regex(0, "(seed|live)-.*", ""));
    }

    @AfterAll
    static void stop() {
        estate.close();
    }

    private static Uuid sourceTopicId(String topic) throws Exception {
        return estate.sourceAdmin()
                .describeTopics(List.of(topic))
                .allTopicNames()
                .get(30, TimeUnit.SECONDS)
                .get(topic)
                .topicId();
    }

    private static void createWithRecords(String topic, int count) throws Exception {
        estate.createTopic(topic, 1, Map.of());
        estate.write(topic, count);
    }

    private static void deleteAtSource(String topic) throws Exception {
        estate.sourceAdmin().deleteTopics(List.of(topic)).all().get(30, TimeUnit.SECONDS);
        // with ZooKeeper the answer comes before the deed
        await(topic + " is gone")
                .atMost(Estate.SOON)
                .until(() -> !estate.sourceAdmin()
                        .listTopics()
                        .names()
                        .get(30, TimeUnit.SECONDS)
                        .contains(topic));
    }

    @Test
    void theMirrorIsTheSource() throws Exception {
        for (String topic : List.of("seed-interleaved", "seed-compacted", "seed-log-start-inside")) {
            estate.assertSame(topic);
            assertThat(sourceTopicId(topic)).isEqualTo(Uuid.ZERO_UUID);
        }
    }

    @Test
    void aTopicThatWasGoneIsAnotherOnceItIsBack() throws Exception {
        createWithRecords("live-gone", 10);
        estate.assertSame("live-gone");

        deleteAtSource("live-gone");
        awaitMirror("live-gone", MirrorState.SOURCE_DELETED, "source topic live-gone was deleted");
        createWithRecords("live-gone", 20);

        awaitMirror("live-gone", MirrorState.FAILED, "deleted and made anew", "no topic ids");
        assertThat(Positions.of(estate.agentAdmin(), "live-gone")).containsExactly(new Positions(0, 10, 10));
    }

    /** Lowering a topic's format makes the broker forget which epochs its records are of. */
    @Test
    void aTopicThatGoesThroughAllFormatsAndBackIsMirroredOn() throws Exception {
        estate.createTopic("live-formats", 1, Map.of("message.format.version", "0.9.0"));
        for (String format : List.of("0.9.0", "0.10.2", "2.7", "0.10.2", "2.7")) {
            estate.configureTopic("live-formats", "message.format.version", format);
            try (var plain = estate.producer(Map.of("enable.idempotence", "false", "compression.type", "gzip"))) {
                Estate.batch(plain, "live-formats", 0, 5);
                Estate.batch(plain, "live-formats", 0, 2);
            }
            estate.assertSame("live-formats");
        }
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void mirroringGoesOnWhenAnUpgradeGivesTheTopicsIds() throws Exception {
        createWithRecords("live-upgraded", 10);
        estate.assertSame("live-upgraded");

        estate.source().stop();
        Files.writeString(
                estate.source().options().directory().resolve("server.properties"),
                "\ninter.broker.protocol.version=2.8\n",
                StandardOpenOption.APPEND);
        estate.source().restart();
        await("topic ids")
                .atMost(Estate.SOON)
                .ignoreExceptions()
                .until(() -> !sourceTopicId("live-upgraded").equals(Uuid.ZERO_UUID));
        estate.write("live-upgraded", 10);
        estate.sourceAdmin()
                .createPartitions(Map.of("live-upgraded", NewPartitions.increaseTo(2)))
                .all()
                .get(30, TimeUnit.SECONDS);

        estate.assertSame("live-upgraded");
        assertThat(estate.topic("live-upgraded").mirror()).isEqualTo(MirrorState.ACTIVE);
        deleteAtSource("live-upgraded");
        createWithRecords("live-upgraded", 30);
        awaitMirror("live-upgraded", MirrorState.FAILED, "deleted and made anew", "topic id");
    }

    private static void awaitMirror(String topic, MirrorState state, String... reason) {
        await(topic).atMost(Estate.SOON).ignoreExceptions().untilAsserted(() -> {
            assertThat(estate.topic(topic).mirror()).isEqualTo(state);
            assertThat(estate.topic(topic).error()).contains(reason);
        });
    }
}
