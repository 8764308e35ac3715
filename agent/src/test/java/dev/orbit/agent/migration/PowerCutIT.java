// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.migration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orbit.agent.lab.AgentProcess;
import dev.orbit.agent.lab.Documents;
import dev.orbit.agent.lab.FreePorts;
import dev.orbit.agent.lab.StockBrokerOptions;
import dev.orbit.agent.lab.StockBrokerProcess;
import dev.orbit.agent.trial.Api;
import dev.orbit.agent.trial.Cluster;
import dev.orbit.agent.trial.LogFiles;
import dev.orbit.agent.trial.RawProducer;
import dev.orbit.agent.trial.RequestProxy;
import dev.orbit.agent.trial.Trial;
import dev.orbit.schemas.AutoMigration;
import dev.orbit.schemas.MigrationState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** With one replica, what was migrated is on the disk before the topic is COMPLETE; and if it is gone, nobody writes over it. */
@Timeout(180)
class PowerCutIT {

    private static final String TOPIC = "cut";

    /** The held record, what the transaction has, and its marker. */
    private static final long FINAL_OFFSET = 3;

    @TempDir
    private Path directory;

    private RequestProxy requests;
    private StockBrokerProcess sourceProcess;
    private AgentProcess agent;
    private Cluster source;
    private Cluster destination;
    private Api api;

    @BeforeEach
    void start() throws Exception {
        int port = FreePorts.next();
        int proxyPort = FreePorts.next();
        requests = RequestProxy.create();
        requests.listen(proxyPort, port);
        sourceProcess = StockBrokerProcess.start(
                StockBrokerOptions.in(directory.resolve("source")).withListener("AGENT", port, proxyPort));
        agent = AgentProcess.configured(
                directory.resolve("agent"), Map.of("log.flush.offset.checkpoint.interval.ms", "500"));
        source = new Cluster(sourceProcess.bootstrapServers());
        destination = new Cluster(agent.bootstrapServers());
        api = new Api(agent.endpoint());
        api.put(Documents.putLink(sourceProcess.options().host() + ":" + proxyPort));
        source.createTopic(TOPIC, 1);
        api.put(Documents.putMapping(TOPIC, new AutoMigration(true)));
        awaitState(MigrationState.PROXY);
    }

    @AfterEach
    void stop() {
        source.close();
        destination.close();
        agent.close();
        requests.close();
        sourceProcess.close();
    }

    private void awaitState(MigrationState state) {
        await(TOPIC + " to be " + state)
                .atMost(Trial.WITHIN)
                .ignoreExceptions()
                .until(() -> Objects.requireNonNull(api.topic(TOPIC)).state() == state);
    }

    @Test
    void whatIsCompleteIsOnTheDiskAndWhereItIsGoneNobodyWritesOverIt() throws Exception {
        cutOver();
        String line = TOPIC + " 0 " + FINAL_OFFSET;
        await("the recovery point")
                .atMost(Trial.WITHIN)
                .until(() ->
                        Files.readAllLines(agent.dataDirectory().resolve("recovery-point-offset-checkpoint")).stream()
                                .anyMatch(line::equals));

        agent.stop();
        new LogFiles(agent.dataDirectory()).dropLastBatch(TOPIC);
        agent.restart();
        awaitState(MigrationState.COMPLETE);

        try (RawProducer producer = new RawProducer(agent.bootstrapServers())) {
            for (int i = 0; i < 2; i++) {
                assertThat(sendOnceReady(producer)).isEqualTo(Errors.KAFKA_STORAGE_ERROR);
            }
        }
        assertThat(destination.end(TOPIC, 0)).isEqualTo(FINAL_OFFSET - 1);
        assertThat(Files.readString(agent.logFile()))
                .contains(TOPIC + "-0 ends before offset " + FINAL_OFFSET)
                .contains("records are missing here");
    }

    /** The last that comes, while the gate is closed, is the marker of a transaction: nothing after it forces it to disk. */
    private void cutOver() throws Exception {
        requests.holdProduces();
        try (KafkaProducer<byte[], byte[]> transactional = source.transactional(TOPIC);
                KafkaProducer<byte[], byte[]> proxied = destination.producer(Map.of());
                StepLog steps = StepLog.follow(destination, TOPIC)) {
            transactional.initTransactions();
            Future<RecordMetadata> held = proxied.send(Cluster.record(TOPIC, 0, "held"));
            requests.awaitHeld();
            assertThat(api.initiate(TOPIC).initiated()).containsExactly(TOPIC);
            steps.await("closing");
            transactional.beginTransaction();
            Cluster.send(transactional, TOPIC, 0, "in the transaction");
            requests.release();
            assertThat(held.get().offset()).isEqualTo(1);
            steps.await("draining");
            transactional.commitTransaction();
            awaitState(MigrationState.COMPLETE);
        }
        assertThat(destination.end(TOPIC, 0)).isEqualTo(FINAL_OFFSET);
    }

    private static Errors sendOnceReady(RawProducer producer) throws IOException {
        MemoryRecords records =
                MemoryRecords.withRecords(Compression.NONE, new SimpleRecord("over it".getBytes(UTF_8)));
        Errors answer = producer.send(TOPIC, 0, records);
        while (answer == Errors.NOT_ENOUGH_REPLICAS) {
            answer = producer.send(TOPIC, 0, records);
        }
        return answer;
    }
}
