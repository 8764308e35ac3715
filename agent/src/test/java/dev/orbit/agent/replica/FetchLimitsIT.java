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

    private static final Duration WITHIN = Duration.ofSeconds(180);

    /** Many partitions in which something waits: more in all than the agent's whole memory. */
    private static final Backlog WIDE = new Backlog("wide", 1_000, 1, 250_000);

    private static final Backlog DEEP = new Backlog("deep", 20, 50, 100_000);

    @TempDir
    static Path directory;

    private static StockBrokerProcess source;

    /** What waits at the source: so many records in each partition, none of them compressible. */
    private record Backlog(String topic, int partitions, int recordsPerPartition, int recordBytes) {

        long bytes() {
            return (long) partitions * recordsPerPartition * recordBytes;
        }

        void write(Cluster cluster) throws Exception {
            cluster.createTopic(topic, partitions);
            byte[] value = new byte[recordBytes];
            new Random(1).nextBytes(value);
            List<Future<RecordMetadata>> sends = new ArrayList<>();
            try (KafkaProducer<byte[], byte[]> producer = cluster.producer(Map.of("batch.size", 2 * recordBytes))) {
                for (int record = 0; record < recordsPerPartition; record++) {
                    for (int partition = 0; partition < partitions; partition++) {
                        sends.add(producer.send(new ProducerRecord<>(topic, partition, null, value)));
                    }
                }
            }
            for (Future<RecordMetadata> send : sends) {
                send.get();
            }
        }
    }

    @BeforeAll
    static void fillSource() throws Exception {
        source = StockBrokerProcess.start(directory.resolve("source"));
        try (Cluster cluster = new Cluster(source.bootstrapServers())) {
            WIDE.write(cluster);
            DEEP.write(cluster);
        }
    }

    @AfterAll
    static void stop() {
        source.kill();
        source.close();
    }

    /**
     * 250 MB of 1,000 partitions through fetches of 4 MiB, in a heap of 176 MiB: were a fetch of the default size, or were
     * anything kept of each partition beyond it, the agent would be out of memory.
     */
    @Test
    void memoryIsBoundedByFetchersTimesMaxBytesWhateverTheNumberOfPartitions() {
        String[] small = {
            "-Xmx176m",
            "-XX:MaxDirectMemorySize=24m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:+ExitOnOutOfMemoryError"
        };
        // Kafka's 128 MiB would leave nothing to be bounded
        Map<String, String> settings = Map.of("log.cleaner.dedupe.buffer.size", Integer.toString(8 << 20));
        try (AgentProcess agent = AgentProcess.configured(directory.resolve("small"), settings, Map.of(), small)) {
            AgentApi api = mirror(agent, WIDE, new FetchSettings(2, 4 << 20, 1 << 20, null));

            awaitMirrored(agent, api, WIDE);
            // a thousand logs need not be closed in order
            agent.kill();
        }
    }

    /** Never faster than that; nor much slower, but for what else the machine has to do. */
    @Test
    void theRateIsKept() {
        long bytesPerSecond = 10_000_000;
        try (AgentProcess agent = AgentProcess.start(directory.resolve("slow"))) {
            AgentApi api = mirror(agent, DEEP, new FetchSettings(2, 100 << 20, 50 << 20, bytesPerSecond));
            long fromNanos = System.nanoTime();

            awaitMirrored(agent, api, DEEP);

            double seconds = (System.nanoTime() - fromNanos) / 1e9;
            // a second's worth may have been saved up, and the declaration had been read before the clock started
            double expected = (double) DEEP.bytes() / bytesPerSecond;
            assertThat(seconds).isBetween(expected - 2, 3 * expected);
        }
    }

    private static AgentApi mirror(AgentProcess agent, Backlog backlog, FetchSettings fetch) {
        AgentApi api = new AgentApi(agent.endpoint());
        api.change(List.of(Documents.putLink(source.bootstrapServers(), fetch), Documents.putMapping(backlog.topic())));
        return api;
    }

    private static void awaitMirrored(AgentProcess agent, AgentApi api, Backlog backlog) {
        await().atMost(WITHIN).pollInterval(Duration.ofMillis(200)).untilAsserted(() -> {
            if (!agent.isAlive()) {
                throw new IllegalStateException("the agent has ended, out of memory perhaps: see its log");
            }
            Snapshot snapshot = api.snapshot();
            assertThat(snapshot.topics()).hasSize(1);
            Snapshot.Topic topic = snapshot.topics().get(0);
            assertThat(topic.error()).isNull();
            assertThat(topic.offsetLag()).isZero();
            assertThat(topic.partitions())
                    .hasSize(backlog.partitions())
                    .allSatisfy(partition ->
                            assertThat(partition.destinationEndOffset()).isEqualTo(backlog.recordsPerPartition()));
        });
    }
}
