// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.orbit.agent.lab.AgentProcess;
import dev.orbit.agent.lab.Documents;
import dev.orbit.agent.trial.Api;
import dev.orbit.agent.trial.Cluster;
import dev.orbit.agent.trial.Trial;
import dev.orbit.schemas.AutoMigration;
import java.nio.file.Path;
import org.apache.kafka.common.utils.AppInfoParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.kafka.KafkaContainer;

/** The image that Kafka's project publishes is a source like any other. Runs only where a container engine does. */
@Timeout(300)
class ContainerSourceIT {

    @TempDir
    Path directory;

    @Test
    void aBrokerInAContainerIsMirrored() throws Exception {
        assumeTrue(DockerClientFactory.instance().isDockerAvailable(), "no container engine answers");
        try (KafkaContainer container = new KafkaContainer("apache/kafka:" + AppInfoParser.getVersion())) {
            container.start();
            try (AgentProcess agent = AgentProcess.start(directory);
                    Cluster source = new Cluster(container.getBootstrapServers());
                    Cluster destination = new Cluster(agent.bootstrapServers())) {
                source.createTopic("orders", 1);
                source.produce("orders", 0, "first", "second");
                new Api(agent.endpoint())
                        .put(
                                Documents.putLink(container.getBootstrapServers()),
                                Documents.putMapping("orders", AutoMigration.INHERIT));

                await().atMost(Trial.WITHIN)
                        .ignoreExceptions()
                        .untilAsserted(
                                () -> assertThat(destination.values("orders")).containsExactly("first", "second"));
            }
        }
    }
}
