// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orbit.agent.lab.FreePorts;
import dev.orbit.agent.lab.StockBrokerOptions;
import dev.orbit.agent.lab.StockBrokerProcess;
import dev.orbit.agent.source.SharedSource;
import dev.orbit.agent.source.SourceLab;
import dev.orbit.agent.source.admin.SourceTopic;
import dev.orbit.agent.source.connect.BrokerEndpoint;
import dev.orbit.agent.source.connect.SourceClientConfig;
import dev.orbit.agent.source.connect.SourceTopology;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(SharedSource.class)
@Timeout(120)
class SourceMetadataIT {

    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    static Path directory;

    private final StockBrokerProcess broker;
    private final SourceLab source;
    private final RecordingListener listener = new RecordingListener();

    SourceMetadataIT(StockBrokerProcess broker, SourceLab source) {
        this.broker = broker;
        this.source = source;
    }

    @Test
    void followsTheTopicsOfInterest() throws Exception {
        SourceTopic topic = source.createTopic("followed", 2);
        source.createTopic("ignored", 1);
        String id = broker.clusterId();
        try (SourceMetadata metadata = SourceMetadata.start(source.config(), id, listener)) {
            assertThat(metadata.topology().leader(new TopicPartition("followed", 0)))
                    .isNull();

            metadata.interest(Set.of("followed", "not-there"));

            await().atMost(SOON).until(() -> metadata.topology().topics().size() == 2);
            SourceTopology topology = metadata.topology();
            assertThat(topology.clusterId()).isEqualTo(id);
            SourceTopology.Leadership leads = new SourceTopology.Leadership(1, 0);
            assertThat(topology.topics())
                    .containsEntry(
                            "followed",
                            new SourceTopology.Topic(topic.topicId(), Errors.NONE, Map.of(0, leads, 1, leads)))
                    .containsEntry(
                            "not-there",
                            new SourceTopology.Topic(Uuid.ZERO_UUID, Errors.UNKNOWN_TOPIC_OR_PARTITION, Map.of()));
            assertThat(topology.leader(new TopicPartition("followed", 1)))
                    .isEqualTo(new SourceTopology.Leader(
                            new BrokerEndpoint(1, "127.0.0.1", broker.options().port()), 0));
            assertThat(source.admin().listTopics().names().get()).doesNotContain("not-there");
            assertThat(listener.heard).containsExactly("reached");
        }
    }

    @Test
    void triesOneBootstrapBrokerAfterTheOther() {
        SourceClientConfig config = SourceLab.config(
                "127.0.0.1:" + FreePorts.next() + ",no-such-host.invalid:1," + broker.bootstrapServers());
        try (SourceMetadata metadata = SourceMetadata.start(config, null, listener)) {
            await().atMost(SOON).until(() -> metadata.topology().brokers().size() == 1);
            assertThat(listener.heard).containsExactly("reached");
        }
    }

    @Test
    void saysWhyNobodyAnswersAndThatSomebodyDoes() {
        int port = FreePorts.next();
        StockBrokerOptions later =
                StockBrokerOptions.in(directory.resolve("later")).withPort(port);
        SourceClientConfig config = SourceLab.config("127.0.0.1:" + port + ",no-such-host.invalid:1");
        try (SourceMetadata metadata = SourceMetadata.start(config, null, listener)) {
            await().atMost(SOON).until(() -> !listener.heard.isEmpty());
            assertThat(listener.heard.get(0))
                    .startsWith("unreachable: ")
                    .contains("127.0.0.1:" + port + ": connection refused")
                    .contains("unknown host no-such-host.invalid");

            try (StockBrokerProcess starts = StockBrokerProcess.start(later)) {
                await().atMost(SOON).until(() -> listener.heard.contains("reached"));
                assertThat(metadata.topology().clusterId()).isEqualTo(starts.clusterId());
            }
            assertThat(listener.heard).hasSizeBetween(2, 3);
        }
    }

    @Test
    void takesNoAnswerFromAnotherCluster() throws Exception {
        source.createTopic("theirs", 1);
        String expected = Uuid.randomUuid().toString();
        try (SourceMetadata metadata = SourceMetadata.start(source.config(), expected, listener)) {
            metadata.interest(Set.of("theirs"));
            await().atMost(SOON).until(() -> !listener.heard.isEmpty());
            metadata.refresh();
            await().during(Duration.ofMillis(500))
                    .until(() -> metadata.topology().equals(SourceTopology.UNKNOWN));

            assertThat(listener.heard).hasSize(1);
            assertThat(listener.heard.get(0))
                    .contains("Cluster " + broker.clusterId() + " answers")
                    .contains("pinned to cluster " + expected);
        }
    }

    @Test
    void closesWhileNobodyAnswers() {
        SourceClientConfig config = SourceLab.config(broker.bootstrapServers());
        SourceLab.suspend(broker);
        try {
            SourceMetadata metadata = SourceMetadata.start(config, null, listener);
            await().during(Duration.ofMillis(300)).until(listener.heard::isEmpty);
            long startNanos = System.nanoTime();
            metadata.close();
            assertThat(Duration.ofNanos(System.nanoTime() - startNanos)).isLessThan(Duration.ofSeconds(5));
        } finally {
            broker.resume();
        }
    }
}
