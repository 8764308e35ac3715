// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orbit.agent.lab.AgentProcess;
import dev.orbit.agent.lab.Documents;
import dev.orbit.agent.lab.FreePorts;
import dev.orbit.agent.lab.StockBrokerOptions;
import dev.orbit.agent.lab.StockBrokerProcess;
import dev.orbit.agent.verify.ComparisonReport;
import dev.orbit.agent.verify.Extent;
import dev.orbit.agent.verify.RecordComparison;
import dev.orbit.agent.verify.TopicPair;
import dev.orbit.schemas.AutoMigration;
import dev.orbit.schemas.MigrationState;
import dev.orbit.schemas.Snapshot;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.IsolationLevel;
import org.jspecify.annotations.Nullable;

/** A stock broker as the source, an agent as the destination, and a link between them. */
public final class Trial implements AutoCloseable {

    /** Long enough for a machine that has other things to do. */
    public static final Duration WITHIN = Duration.ofSeconds(60);

    private static final String STATE = "__orbit_state";
    private static final AutoMigration ENABLED = new AutoMigration(true);

    private final StockBrokerProcess sourceProcess;
    private final @Nullable RequestProxy requests;
    private final AgentProcess agent;
    private final Cluster source;
    private final Cluster destination;
    private final Api api;

    private Trial(StockBrokerProcess sourceProcess, @Nullable RequestProxy requests, AgentProcess agent) {
        this.sourceProcess = sourceProcess;
        this.requests = requests;
        this.agent = agent;
        this.source = new Cluster(sourceProcess.bootstrapServers());
        this.destination = new Cluster(agent.bootstrapServers());
        this.api = new Api(agent.endpoint());
    }

    /** Starts both, and declares the link {@value Documents#LINK}, which can proxy. */
    public static Trial start(Path directory) throws IOException {
        StockBrokerProcess source = StockBrokerProcess.start(directory.resolve("source"));
        Trial trial = new Trial(source, null, AgentProcess.start(directory.resolve("agent")));
        trial.api.put(Documents.putLink(source.bootstrapServers()));
        return trial;
    }

    /** The same, with a proxy that the agent's requests to the source go through, and no others. */
    public static Trial startHoldable(Path directory) throws IOException {
        int port = FreePorts.next();
        int proxyPort = FreePorts.next();
        RequestProxy requests = RequestProxy.create();
        requests.listen(proxyPort, port);
        StockBrokerProcess source = StockBrokerProcess.start(
                StockBrokerOptions.in(directory.resolve("source")).withListener("AGENT", port, proxyPort));
        Trial trial = new Trial(source, requests, AgentProcess.start(directory.resolve("agent")));
        trial.api.put(Documents.putLink(source.options().host() + ":" + proxyPort));
        return trial;
    }

    /** Of a holdable trial. */
    public RequestProxy requests() {
        return Objects.requireNonNull(requests, "no proxy stands before this source");
    }

    public StockBrokerProcess sourceProcess() {
        return sourceProcess;
    }

    public AgentProcess agent() {
        return agent;
    }

    public Cluster source() {
        return source;
    }

    public Cluster destination() {
        return destination;
    }

    public Api api() {
        return api;
    }

    /** A new source topic that is mirrored, and refuses produces at the destination. */
    public void mirror(String topic, int partitions) throws Exception {
        source.createTopic(topic, partitions);
        api.put(Documents.putMapping(topic, AutoMigration.INHERIT));
        awaitState(topic, MigrationState.REJECT);
    }

    /** A new source topic that is mirrored, and whose producers are proxied. */
    public void proxy(String topic, int partitions) throws Exception {
        source.createTopic(topic, partitions);
        api.put(Documents.putMapping(topic, ENABLED));
        awaitState(topic, MigrationState.PROXY);
    }

    /** The mirror topic of this name, which there is. */
    public Snapshot.Topic topic(String name) throws IOException {
        return Objects.requireNonNull(api.topic(name), name);
    }

    /** Where the next record of Orbit's state goes. */
    public long stateEnd() throws Exception {
        return destination.end(STATE, 0);
    }

    /** The coordinator may write at any time, always with a key; a marker would be an offset without a record. */
    public void assertOnlyTheCoordinatorWroteStateSince(long offset) throws Exception {
        long end = stateEnd();
        List<ConsumerRecord<byte[], byte[]>> since =
                destination.records(STATE, IsolationLevel.READ_UNCOMMITTED).stream()
                        .filter(record -> record.offset() >= offset && record.offset() < end)
                        .toList();
        assertThat(since)
                .allSatisfy(record -> assertThat(record.key()).isNotNull())
                .extracting(ConsumerRecord::offset)
                .containsExactlyElementsOf(LongStream.range(offset, end).boxed().toList());
    }

    /** Begins a transaction past the proxy, as transactional producers must, with one record in the topic's partition 0. */
    public KafkaProducer<byte[], byte[]> openTransaction(String topic) throws Exception {
        KafkaProducer<byte[], byte[]> producer = source.transactional(topic);
        producer.initTransactions();
        producer.beginTransaction();
        Cluster.send(producer, topic, 0, "in the transaction");
        return producer;
    }

    /** Waits until the topic is in this state and its mirror runs. */
    public void awaitState(String topic, MigrationState state) {
        await().atMost(WITHIN).pollInterval(Duration.ofMillis(50)).untilAsserted(() -> {
            Snapshot.@Nullable Topic found = api.topic(topic);
            assertThat(found).as(topic).isNotNull();
            assertThat(found.state()).as(topic + ": " + found).isEqualTo(state);
            assertThat(found.error()).as(topic + ": " + found).isNull();
            assertThat(found.offsetLag()).as(topic + ": " + found).isNotNull();
            assertThat(found.timeLagSeconds()).as(topic + ": " + found).isNotNull();
        });
    }

    /** Waits until the destination ends where the source ends; nobody may be writing. */
    public void awaitCaughtUp(String topic, int partitions) {
        await().atMost(WITHIN).pollInterval(Duration.ofMillis(50)).untilAsserted(() -> {
            for (int partition = 0; partition < partitions; partition++) {
                assertThat(destination.end(topic, partition))
                        .as(topic + "-" + partition)
                        .isEqualTo(source.end(topic, partition));
            }
        });
    }

    /** Waits until the destination holds what the source holds at this moment, whatever is written to it after. */
    public void awaitMirrored(String topic, int partition) throws Exception {
        long end = source.end(topic, partition);
        await().atMost(WITHIN)
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(() -> assertThat(destination.end(topic, partition))
                        .as(topic + "-" + partition)
                        .isGreaterThanOrEqualTo(end));
    }

    /** That the destination holds exactly what the source holds, for readers of either isolation level. */
    public void assertSame(String topic, Extent extent) {
        for (IsolationLevel isolationLevel : IsolationLevel.values()) {
            ComparisonReport report = RecordComparison.compare(
                    source.clientProperties(),
                    destination.clientProperties(),
                    List.of(TopicPair.same(topic)),
                    isolationLevel,
                    extent);
            assertThat(report.differences()).as(topic + " " + isolationLevel).isEmpty();
        }
    }

    @Override
    public void close() {
        source.close();
        destination.close();
        agent.close();
        if (requests != null) {
            requests.close();
        }
        sourceProcess.close();
    }
}
