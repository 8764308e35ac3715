// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orbit.agent.lab.Documents;
import dev.orbit.agent.trial.AnySource;
import dev.orbit.agent.trial.Cluster;
import dev.orbit.agent.trial.SharedTrial;
import dev.orbit.agent.trial.Trial;
import dev.orbit.schemas.AutoMigration;
import dev.orbit.schemas.Change;
import dev.orbit.schemas.MigrationState;
import dev.orbit.schemas.Problem;
import dev.orbit.schemas.TopicMappingSpec;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is changed about a source topic is changed about its mirror, within a refresh interval. */
@AnySource
@Timeout(180)
@ExtendWith(SharedTrial.class)
class TopicsInStepIT {

    private final Trial trial;

    TopicsInStepIT(Trial trial) {
        this.trial = trial;
    }

    private static TopicMappingSpec literal(String topic) {
        return TopicMappingSpec.literal(Documents.LINK, 0, topic, topic);
    }

    private static void alter(Cluster cluster, String topic, AlterConfigOp... changes) throws Exception {
        Map<ConfigResource, Collection<AlterConfigOp>> request =
                Map.of(new ConfigResource(ConfigResource.Type.TOPIC, topic), List.of(changes));
        cluster.admin().incrementalAlterConfigs(request).all().get();
    }

    private static AlterConfigOp set(String name, String value) {
        return new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET);
    }

    private static AlterConfigOp unset(String name) {
        return new AlterConfigOp(new ConfigEntry(name, null), AlterConfigOp.OpType.DELETE);
    }

    private Map<String, String> configs(String topic) throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        Map<String, String> own = new TreeMap<>();
        trial.destination().admin().describeConfigs(List.of(resource)).all().get().get(resource).entries().stream()
                .filter(entry -> entry.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG)
                .forEach(entry -> own.put(entry.name(), entry.value()));
        return own;
    }

    private void awaitConfigs(String topic, Map<String, String> expected) {
        await("configs of " + topic)
                .atMost(Trial.WITHIN)
                // until the topic is there
                .ignoreExceptionsInstanceOf(ExecutionException.class)
                .untilAsserted(() -> assertThat(configs(topic)).isEqualTo(expected));
    }

    @Test
    void configsFollowTheSourceButForWhatTheMappingKeeps() throws Exception {
        trial.source().createTopic("step-configs", 1, Map.of("retention.ms", "86400000", "cleanup.policy", "compact"));
        trial.api()
                .put(new Change.PutTopicMapping(
                        literal("step-configs")
                                .withTopicConfig(Map.of("retention.ms", "-1", "min.insync.replicas", "1"))
                                .withReplicationFactor(1),
                        0));
        awaitConfigs(
                "step-configs", Map.of("cleanup.policy", "compact", "retention.ms", "-1", "min.insync.replicas", "1"));

        alter(
                trial.source(),
                "step-configs",
                set("cleanup.policy", "delete"),
                set("retention.ms", "7"),
                set("max.message.bytes", "2000000"),
                set("min.insync.replicas", "3"));
        // by hand, behind Orbit's back
        alter(trial.destination(), "step-configs", set("segment.ms", "60000"), set("retention.ms", "8"));
        awaitConfigs(
                "step-configs",
                Map.of(
                        "cleanup.policy", "delete",
                        "retention.ms", "-1",
                        "min.insync.replicas", "1",
                        "max.message.bytes", "2000000"));

        alter(trial.source(), "step-configs", unset("max.message.bytes"));
        trial.api().put(new Change.PutTopicMapping(literal("step-configs"), 1));
        awaitConfigs(
                "step-configs", Map.of("cleanup.policy", "delete", "retention.ms", "7", "min.insync.replicas", "1"));
    }

    @Test
    void configsThatAreLeftOutStayAsTheyAreAtTheDestination() throws Exception {
        trial.source()
                .createTopic(
                        "step-some",
                        1,
                        Map.of("retention.ms", "86400000", "retention.bytes", "900", "max.message.bytes", "2000000"));
        TopicMappingSpec mapping = literal("step-some")
                .withTopicConfigInclude("retention\\..*", "segment.ms")
                .withTopicConfigExclude("retention.bytes")
                .withTopicConfig(Map.of("segment.ms", "60000"));
        trial.api().put(new Change.PutTopicMapping(mapping, 0));
        awaitConfigs("step-some", Map.of("retention.ms", "86400000", "segment.ms", "60000"));

        alter(trial.destination(), "step-some", set("retention.bytes", "800"), set("max.message.bytes", "3000000"));
        alter(
                trial.source(),
                "step-some",
                set("retention.ms", "7"),
                set("retention.bytes", "700"),
                set("segment.ms", "5000"));
        Map<String, String> some = Map.of(
                "retention.ms", "7", "segment.ms", "60000", "retention.bytes", "800", "max.message.bytes", "3000000");
        awaitConfigs("step-some", some);

        trial.api()
                .put(new Change.PutTopicMapping(
                        mapping.withTopicConfigInclude(".*").withTopicConfigExclude("max.message.bytes"), 1));
        awaitConfigs(
                "step-some",
                Map.of(
                        "retention.ms", "7",
                        "segment.ms", "60000",
                        "retention.bytes", "700",
                        "max.message.bytes", "3000000"));
    }

    @Test
    void unknownAndImpossibleConfigsAreRefused() throws Exception {
        trial.source().createTopic("step-refused", 1);

        List<Problem> problems = trial.api()
                .change(
                        true,
                        new Change.PutTopicMapping(
                                literal("step-refused")
                                        .withTopicConfig(Map.of("retention.mss", "1", "cleanup.policy", "shred"))
                                        .withTopicConfigExclude("retension\\..*")
                                        .withReplicationFactor(0),
                                0))
                .problems();

        assertThat(problems)
                .extracting(problem -> problem.code() + " " + problem.field())
                .containsExactlyInAnyOrder(
                        "invalid_replication_factor changes[0].spec.replication_factor",
                        "unknown_topic_config changes[0].spec.topic_config.retention.mss",
                        "unknown_topic_config changes[0].spec.topic_config_exclude[0]",
                        "invalid_topic_config changes[0].spec.topic_config.cleanup.policy");
    }

    @Test
    void addedPartitionsAreMirroredFromTheirFirstRecord() throws Exception {
        trial.source().createTopic("step-grown", 1);
        trial.source().produce("step-grown", 0, "before the mirror's start");
        trial.api()
                .put(new Change.PutTopicMapping(
                        literal("step-grown").fromLatest().withAutoMigration(new AutoMigration(true)), 0));
        trial.awaitState("step-grown", MigrationState.PROXY);

        trial.source()
                .admin()
                .createPartitions(Map.of("step-grown", NewPartitions.increaseTo(3)))
                .all()
                .get();
        trial.source().produce("step-grown", 2, "first", "second");
        await("three partitions")
                .atMost(Trial.WITHIN)
                .untilAsserted(() ->
                        assertThat(trial.api().topic("step-grown").partitions()).hasSize(3));
        try (KafkaProducer<byte[], byte[]> producer = trial.destination().producer(Map.of())) {
            assertThat(Cluster.send(producer, "step-grown", 2, "third").offset())
                    .isEqualTo(2);
            assertThat(Cluster.send(producer, "step-grown", 1, "one").offset()).isZero();
        }
        trial.awaitCaughtUp("step-grown", 3);

        assertThat(trial.destination().values("step-grown"))
                .containsExactlyInAnyOrder("first", "second", "third", "one");
    }
}
