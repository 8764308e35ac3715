// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.server.log.remote.metadata.storage.TopicBasedRemoteLogMetadataManager;
import org.apache.kafka.server.log.remote.storage.LocalTieredStorage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A source whose older segments are in a storage tier alone. */
@Timeout(240)
class TieredSourceIT {

    private static final String TOPIC = "tiered";
    private static final int MIB = 1 << 20;
    private static final int BATCHES = 24;

    @TempDir
    static Path directory;

    private static Estate estate;

    @BeforeAll
    static void writeAndMoveToTheTier() throws Exception {
        estate = Estate.startAttentive(
                directory,
                options -> options.with("remote.log.storage.system.enable", "true")
                        .with("remote.log.storage.manager.class.name", LocalTieredStorage.class.getName())
                        .with("rsm.config.dir", directory.resolve("tier").toString())
                        .with(
                                "remote.log.metadata.manager.class.name",
                                TopicBasedRemoteLogMetadataManager.class.getName())
                        .with("remote.log.metadata.manager.listener.name", "CLIENT")
                        .with("rlmm.config.remote.log.metadata.topic.replication.factor", "1")
                        .with("rlmm.config.remote.log.metadata.topic.num.partitions", "1")
                        .with("remote.log.manager.task.interval.ms", "500")
                        .with("log.retention.check.interval.ms", "500")
                        .with("log.initial.task.delay.ms", "500")
                        // what it reads from the tier is in memory as a whole
                        .withJvmFlags("-Xmx768m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        estate.createTopic(
                TOPIC,
                1,
                Map.of(
                        "remote.storage.enable", "true",
                        "segment.bytes", Integer.toString(MIB),
                        "local.retention.bytes", "1",
                        "retention.bytes", "-1",
                        "retention.ms", "-1"));
        Random random = new Random(7);
        try (var producer = estate.producer(Map.of())) {
            for (int i = 0; i < BATCHES; i++) {
                byte[] value = new byte[400_000];
                random.nextBytes(value);
                var sent = producer.send(new ProducerRecord<>(TOPIC, 0, Estate.bytes("k" + i), value));
                producer.flush();
                sent.get(30, TimeUnit.SECONDS);
            }
        }
        await("older segments are in the tier alone")
                .atMost(Estate.SOON)
                .ignoreExceptions()
                .until(() -> offset(OffsetSpec.earliestLocal()) > BATCHES / 2);
    }

    @AfterAll
    static void stop() {
        estate.close();
    }

    private static long offset(OffsetSpec spec) throws Exception {
        TopicPartition partition = new TopicPartition(TOPIC, 0);
        ListOffsetsResultInfo found = estate.sourceAdmin()
                .listOffsets(Map.of(partition, spec))
                .partitionResult(partition)
                .get(30, TimeUnit.SECONDS);
        return found.offset();
    }

    @Test
    void isMirroredFromItsFirstRecordAndItsTierStaysItsOwn() throws Exception {
        assertThat(offset(OffsetSpec.earliest())).isZero();
        estate.declare(Estate.literal(0, TOPIC, TOPIC));

        estate.awaitHighWatermark(TOPIC, BATCHES);
        estate.assertSame(TOPIC);

        ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, TOPIC);
        assertThat(estate.agentAdmin()
                        .describeConfigs(List.of(topic))
                        .all()
                        .get(30, TimeUnit.SECONDS)
                        .get(topic)
                        .entries())
                .filteredOn(entry -> entry.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG)
                .extracting(ConfigEntry::name)
                .containsExactlyInAnyOrder("segment.bytes", "retention.bytes", "retention.ms");
        assertThat(estate.topic(TOPIC).error()).isNull();
    }
}
