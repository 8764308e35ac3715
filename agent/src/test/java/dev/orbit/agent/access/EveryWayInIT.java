// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orbit.agent.access.SecuredBroker.Listener;
import dev.orbit.agent.lab.AgentProcess;
import dev.orbit.agent.trial.Api;
import dev.orbit.agent.trial.Cluster;
import dev.orbit.schemas.AutoMigration;
import dev.orbit.schemas.Change;
import dev.orbit.schemas.LinkSpec;
import dev.orbit.schemas.LinkState;
import dev.orbit.schemas.MigrationState;
import dev.orbit.schemas.Snapshot;
import dev.orbit.schemas.TopicMappingSpec;
import dev.orbit.schemas.ValidateRequest;
import dev.orbit.schemas.ValidateResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Every security that a link can declare, each a link of its own, all at once into one agent. */
@Timeout(600)
class EveryWayInIT {

    private static final Duration WITHIN = Duration.ofSeconds(120);
    private static final String TOPICS = "via-";

    @TempDir
    static Path directory;

    private static SecuredBroker source;
    private static AgentProcess agent;
    private static Cluster destination;
    private static Api api;

    @BeforeAll
    static void start() throws Exception {
        source = SecuredBroker.start(directory.resolve("source"));
        source.allow(
                SecuredBroker.acl(
                        SecuredBroker.READER, AclOperation.READ, ResourceType.TOPIC, TOPICS, PatternType.PREFIXED),
                SecuredBroker.acl(
                        SecuredBroker.READER,
                        AclOperation.DESCRIBE_CONFIGS,
                        ResourceType.TOPIC,
                        TOPICS,
                        PatternType.PREFIXED),
                SecuredBroker.acl(
                        SecuredBroker.PROXY, AclOperation.WRITE, ResourceType.TOPIC, TOPICS, PatternType.PREFIXED));
        agent = AgentProcess.start(directory.resolve("agent"), source.environment());
        destination = new Cluster(agent.bootstrapServers());
        api = new Api(agent.endpoint());
    }

    @AfterAll
    static void stop() {
        destination.close();
        agent.close();
        source.close();
    }

    @Test
    void mirrorsAndProxiesOverEachOfThem() throws Exception {
        List<Way> ways = Way.all();
        assertThat(ways).hasSize(36);
        for (Way way : ways) {
            declare(way);
        }
        try (KafkaProducer<byte[], byte[]> producer = destination.producer(Map.of())) {
            for (Way way : ways) {
                String topic = TOPICS + way;
                awaitProxied(topic);
                source.cluster().produce(topic, 0, "at the source");
                Cluster.send(producer, topic, 0, "through the agent");
                await(topic)
                        .atMost(WITHIN)
                        .untilAsserted(
                                () -> assertThat(destination.end(topic, 0)).isEqualTo(2));
                assertThat(source.cluster().values(topic)).containsExactly("at the source", "through the agent");
                assertThat(destination.values(topic)).containsExactly("at the source", "through the agent");
            }
        }
        assertThat(api.snapshot().links())
                .hasSize(ways.size())
                .allSatisfy(link -> assertThat(link.state()).isEqualTo(LinkState.ACTIVE))
                .allSatisfy(
                        link -> assertThat(link.error()).as(link.spec().name()).isNull())
                .allSatisfy(link -> assertThat(link.sourceClusterId()).isEqualTo(source.clusterId()));
    }

    private static void declare(Way way) throws Exception {
        String topic = TOPICS + way;
        source.cluster().createTopic(topic, 1);
        LinkSpec link = LinkSpecs.of(
                way.name(),
                source.address(way.listener()),
                way.credentials(SecuredBroker.READER),
                way.credentials(SecuredBroker.PROXY));
        TopicMappingSpec mapping =
                TopicMappingSpec.literal(way.name(), 0, topic, topic).withAutoMigration(new AutoMigration(true));
        ValidateResponse found = api.validate(new ValidateRequest(link, List.of(mapping)));
        assertThat(found.problems()).as(way.name()).isEmpty();
        assertThat(found.sourceClusterId()).isEqualTo(source.clusterId());
        assertThat(found.topics()).isEqualTo(1);
        assertThat(found.brokers())
                .containsExactly(new ValidateResponse.SourceBroker(
                        source.address(way.listener()).toString(), true, null));
        assertThat(way.listener() == Listener.CLIENT)
                .isEqualTo(way.transport() == Way.Transport.PLAINTEXT && way.mechanism() == null);
        api.put(new Change.PutLink(link, 0), new Change.PutTopicMapping(mapping, 0));
    }

    private static void awaitProxied(String topic) {
        await(topic).atMost(WITHIN).untilAsserted(() -> {
            Snapshot.@Nullable Topic found = api.topic(topic);
            assertThat(found).isNotNull();
            assertThat(found.state()).isEqualTo(MigrationState.PROXY);
            assertThat(found.error()).isNull();
        });
    }
}
