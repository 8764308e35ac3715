// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orbit.agent.lab.AgentApi;
import dev.orbit.agent.lab.AgentProcess;
import dev.orbit.agent.lab.Documents;
import dev.orbit.agent.lab.StockBrokerProcess;
import dev.orbit.agent.trial.Cluster;
import dev.orbit.schemas.FetchSettings;
import dev.orbit.schemas.Snapshot;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How much of a source is read at once, and how fast. */
@Timeout(240)
class FetchLimitsIT {

    private static final Duration WITHIN = Duration.ofSeconds(120);
    private static final int PARTITIONS = 200;
    private static final int RECORDS_PER_PARTITION = 5;
    private static final int RECORD_BYTES = 100_000;
    private static final long TOTAL_BYTES = (long) PARTITIONS * RECORDS_PER_PARTITION * RECORD_BYTES;

    @TempDir
    static Path directory;

    private static StockBrokerProcess source;

    @BeforeAll
    static void fillSource() throws Exception {
        source = StockBrokerProcess.start(directory.resolve("source"));
        byte[] value = new byte[RECORD_BYTES];
        new Random(1).nextBytes(value);
        try (Cluster cluster = new Cluster(source.bootstrapServers())) {
            cluster.createTopic("wide", PARTITIONS);
            List<Future<RecordMetadata>> sends = new ArrayList<>();
            try (KafkaProducer<byte[], byte[]> producer = cluster.producer(Map.of("batch.size", 2 * RECORD_BYTES))) {
                for (int record = 0; record < RECORDS_PER_PARTITION; record++) {
                    for (int partition = 0; partition < PARTITIONS; partition++) {
                        sends.add(producer.send(new ProducerRecord<>("wide", partition, null, value)));
                    }
                }
            }
            for (Future<RecordMetadata> send : sends) {
                send.get();
            }
        }
    }

    @AfterAll
    static void stop() {
        source.close();
    }

    /** 100 MB of 200 partitions through fetches of 4 MiB: were it one of the default size, the agent would be out of memory. */
    @Test
    void memoryIsBoundedByFetchersTimesMaxBytesWhateverTheNumberOfPartitions() {
        try (AgentProcess agent = AgentProcess.start(
                directory.resolve("small"),
                "-Xmx320m",
                "-XX:MaxDirectMemorySize=24m",
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError")) {
            AgentApi api = mirror(agent, new FetchSettings(2, 4 << 20, 1 << 20, null));

            awaitMirrored(api);
        }
    }

    /** Never faster than that; how much slower says nothing on a machine that has other things to do. */
    @Test
    void theRateIsKept() {
        long bytesPerSecond = 10_000_000;
        try (AgentProcess agent = AgentProcess.start(directory.resolve("slow"))) {
            AgentApi api = mirror(agent, new FetchSettings(2, 100 << 20, 50 << 20, bytesPerSecond));
            long fromNanos = System.nanoTime();

            awaitMirrored(api);

            double seconds = (System.nanoTime() - fromNanos) / 1e9;
            // a second's worth may have been saved up, and the declaration had been read before the clock started
            assertThat(seconds).isGreaterThan((double) TOTAL_BYTES / bytesPerSecond - 2);
        }
    }

    private static AgentApi mirror(AgentProcess agent, FetchSettings fetch) {
        AgentApi api = new AgentApi(agent.endpoint());
        api.change(List.of(Documents.putLink(source.bootstrapServers(), fetch), Documents.putMapping("wide")));
        return api;
    }

    private static void awaitMirrored(AgentApi api) {
        await().atMost(WITHIN).pollInterval(Duration.ofMillis(100)).untilAsserted(() -> {
            Snapshot snapshot = api.snapshot();
            assertThat(snapshot.topics()).hasSize(1);
            Snapshot.Topic topic = snapshot.topics().get(0);
            assertThat(topic.error()).isNull();
            assertThat(topic.offsetLag()).isZero();
            assertThat(topic.partitions())
                    .allSatisfy(partition ->
                            assertThat(partition.destinationEndOffset()).isEqualTo(RECORDS_PER_PARTITION));
        });
    }
}
