// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orbit.agent.access.Way.Transport;
import dev.orbit.agent.lab.AgentProcess;
import dev.orbit.agent.trial.Api;
import dev.orbit.agent.trial.Cluster;
import dev.orbit.schemas.Change;
import dev.orbit.schemas.TopicMappingSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A source that lets Orbit read the configs of some topics, and of others no more. */
@Timeout(300)
class UnreadableConfigsIT {

    private static final Duration WITHIN = Duration.ofSeconds(60);
    private static final Way WAY = new Way("scram-256", Transport.PLAINTEXT);
    private static final List<String> TOPICS = List.of("a-open", "b-shut", "c-open");

    @TempDir
    static Path directory;

    private static AclBinding reader(AclOperation operation, String topic) {
        return SecuredBroker.acl(SecuredBroker.READER, operation, ResourceType.TOPIC, topic, PatternType.LITERAL);
    }

    private static void setRetention(Cluster cluster, String topic, String value) throws Exception {
        set(cluster, topic, new ConfigEntry("retention.ms", value));
    }

    private static void compact(Cluster cluster, String topic) throws Exception {
        set(cluster, topic, new ConfigEntry("cleanup.policy", "compact"));
    }

    private static void set(Cluster cluster, String topic, ConfigEntry entry) throws Exception {
        cluster.admin()
                .incrementalAlterConfigs(Map.of(
                        new ConfigResource(ConfigResource.Type.TOPIC, topic),
                        List.of(new AlterConfigOp(entry, AlterConfigOp.OpType.SET))))
                .all()
                .get(30, TimeUnit.SECONDS);
    }

    private static String retention(Admin admin, String topic) throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        return admin.describeConfigs(List.of(resource))
                .all()
                .get(30, TimeUnit.SECONDS)
                .get(resource)
                .get("retention.ms")
                .value();
    }

    private static void awaitRetention(Cluster destination, String topic, String value) {
        await(topic)
                .atMost(WITHIN)
                .ignoreExceptions()
                .untilAsserted(
                        () -> assertThat(retention(destination.admin(), topic)).isEqualTo(value));
    }

    private static String linkError(Api api) throws Exception {
        return String.valueOf(api.snapshot().links().get(0).error());
    }

    @Test
    void keepTheConfigsOfNoOtherTopicFromFollowingTheSource() throws Exception {
        try (SecuredBroker source = SecuredBroker.start(directory.resolve("source"))) {
            for (String topic : TOPICS) {
                source.cluster().createTopic(topic, 1, Map.of("retention.ms", "100000000"));
                source.allow(reader(AclOperation.READ, topic), reader(AclOperation.DESCRIBE_CONFIGS, topic));
            }
            try (AgentProcess agent = AgentProcess.configured(
                            directory.resolve("agent"),
                            Map.of("orbit.refresh.interval.ms", "500"),
                            source.environment());
                    Cluster destination = new Cluster(agent.bootstrapServers())) {
                Api api = new Api(agent.endpoint());
                api.put(
                        new Change.PutLink(
                                LinkSpecs.of(
                                        "eu",
                                        source.address(WAY.listener()),
                                        WAY.credentials(SecuredBroker.READER),
                                        null),
                                0),
                        new Change.PutTopicMapping(TopicMappingSpec.regex("eu", 0, "[abc]-.*", ""), 0));
                for (String topic : TOPICS) {
                    awaitRetention(destination, topic, "100000000");
                }
                followsTheSource(source, destination, api);
            }
        }
    }

    private static void followsTheSource(SecuredBroker source, Cluster destination, Api api) throws Exception {
        AclBinding describing = reader(AclOperation.DESCRIBE_CONFIGS, "b-shut");
        source.disallow(describing);
        await().atMost(WITHIN)
                .untilAsserted(() -> assertThat(linkError(api))
                        .contains("b-shut: its configs cannot be read at the source: ")
                        .contains("Grant the principal DescribeConfigs on topic b-shut"));
        for (String topic : TOPICS) {
            setRetention(source.cluster(), topic, "200000000");
        }

        awaitRetention(destination, "a-open", "200000000");
        awaitRetention(destination, "c-open", "200000000");
        assertThat(retention(destination.admin(), "b-shut")).isEqualTo("100000000");
        assertThat(linkError(api)).doesNotContain("a-open", "c-open");
        compact(source.cluster(), "c-open");
        await("what compaction takes from c-open is watched for")
                .atMost(WITHIN)
                .untilAsserted(() -> assertThat(destination.records("__orbit_state", IsolationLevel.READ_UNCOMMITTED))
                        .filteredOn(record -> record.value() != null)
                        .extracting(record -> new String(record.value(), UTF_8))
                        .anyMatch(
                                value -> value.contains("\"topic\":\"c-open\"") && value.contains("\"compaction\":{")));
        source.allow(describing);

        awaitRetention(destination, "b-shut", "200000000");
        await().atMost(WITHIN).untilAsserted(() -> assertThat(linkError(api)).doesNotContain("b-shut"));
    }
}
