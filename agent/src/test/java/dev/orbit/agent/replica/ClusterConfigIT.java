// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orbit.agent.lab.Documents;
import dev.orbit.schemas.Change;
import dev.orbit.schemas.ClusterConfigSettings;
import dev.orbit.schemas.LinkSpec;
import dev.orbit.schemas.Snapshot;
import dev.orbit.schemas.TopicMappingSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.apache.kafka.common.quota.ClientQuotaFilter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The source's cluster-wide settings become the destination's, where a link asks for it. */
@Timeout(240)
class ClusterConfigIT {

    private static final ConfigResource CLUSTER = new ConfigResource(ConfigResource.Type.BROKER, "");

    @TempDir
    Path directory;

    private Estate estate;
    private LinkSpec link;

    @BeforeEach
    void start() {
        estate = Estate.startAttentive(
                directory,
                options -> options.with("log.retention.hours", "48")
                        .with("num.partitions", "12")
                        .with("num.io.threads", "3"));
        link = ((Change.PutLink) Documents.putLink(estate.source().bootstrapServers())).spec();
    }

    @AfterEach
    void stop() {
        estate.close();
    }

    private void put(boolean copies, long revision) {
        LinkSpec spec = link.withClusterConfig(new ClusterConfigSettings(copies));
        estate.api().change(List.of(new Change.PutLink(spec, revision)));
    }

    @Test
    void copiesWhatMakesSenseHereAndTellsWhatItCannot() throws Exception {
        set(estate.sourceAdmin(), "message.max.bytes", "3000000");
        set(estate.sourceAdmin(), "log.cleaner.threads", "2");
        setQuota(estate.sourceAdmin(), "greedy", 1_000_000);
        estate.createTopic("orders", 1, Map.of());
        put(false, 0);
        await("the link works")
                .atMost(Estate.SOON)
                .untilAsserted(() -> assertThat(estate.link().sourceClusterId()).isNotNull());
        assertThat(estate.link().clusterConfig()).isNull();
        assertThat(clusterWide()).isEmpty();

        put(true, 1);
        awaitClusterWide(Map.of("log.retention.ms", "172800000", "message.max.bytes", "3000000"));
        await("the report").atMost(Estate.SOON).untilAsserted(() -> {
            Snapshot.ClusterConfig report = estate.link().clusterConfig();
            assertThat(report).isNotNull();
            assertThat(report.copied())
                    .isEqualTo(Map.of("log.retention.ms", "172800000", "message.max.bytes", "3000000"));
            assertThat(report.notCopied()).containsOnlyKeys("num.partitions");
            assertThat(report.notCopied().get("num.partitions")).contains("12 there and 1 here", "agents' properties");
        });
        assertThat(quotas(estate.sourceAdmin())).hasSize(1);
        assertThat(quotas(estate.agentAdmin()))
                .as("what a client may take of the source says nothing of the destination")
                .isEmpty();

        set(estate.sourceAdmin(), "message.max.bytes", "4000000");
        set(estate.agentAdmin(), "log.retention.ms", "1000");
        awaitClusterWide(Map.of("log.retention.ms", "172800000", "message.max.bytes", "4000000"));

        put(false, 2);
        set(estate.sourceAdmin(), "message.max.bytes", "5000000");
        await("what was copied stays, and is not told of any more")
                .during(java.time.Duration.ofSeconds(4))
                .atMost(Estate.SOON)
                .untilAsserted(() -> assertThat(clusterWide())
                        .isEqualTo(Map.of("log.retention.ms", "172800000", "message.max.bytes", "4000000")));
        assertThat(estate.link().clusterConfig()).isNull();
    }

    /** Nothing is set on the topic itself: its mirror would keep records for as long as the agents' default says. */
    @Test
    void aMirrorKeepsWhatItsSourceKeepsWhetherThatIsCopiedOrNot() throws Exception {
        estate.createTopic("orders", 1, Map.of());
        put(false, 0);
        estate.api()
                .change(List.of(new Change.PutTopicMapping(
                        TopicMappingSpec.literal(Documents.LINK, 0, "orders", "orders"), 0)));
        awaitConfigs(Map.of("retention.ms", "172800000"));

        set(estate.sourceAdmin(), "log.cleanup.policy", "compact");
        awaitConfigs(Map.of("cleanup.policy", "compact", "retention.ms", "172800000"));

        set(estate.agentAdmin(), "log.retention.ms", "172800000");
        awaitConfigs(Map.of("cleanup.policy", "compact"));
    }

    private void awaitConfigs(Map<String, String> expected) {
        ConfigResource orders = new ConfigResource(ConfigResource.Type.TOPIC, "orders");
        await("configs of the mirror: " + expected)
                .atMost(Estate.SOON)
                .ignoreExceptionsInstanceOf(ExecutionException.class)
                .untilAsserted(() -> {
                    Map<String, String> own = new TreeMap<>();
                    estate.agentAdmin().describeConfigs(List.of(orders)).all().get().get(orders).entries().stream()
                            .filter(entry -> entry.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG)
                            .forEach(entry -> own.put(entry.name(), entry.value()));
                    assertThat(own).isEqualTo(expected);
                });
    }

    private void awaitClusterWide(Map<String, String> expected) {
        await("cluster-wide " + expected)
                .atMost(Estate.SOON)
                .untilAsserted(() -> assertThat(clusterWide()).isEqualTo(expected));
    }

    private Map<String, String> clusterWide() throws Exception {
        Map<String, String> found = new TreeMap<>();
        estate.agentAdmin()
                .describeConfigs(List.of(CLUSTER))
                .all()
                .get(30, TimeUnit.SECONDS)
                .get(CLUSTER)
                .entries()
                .forEach(entry -> found.put(entry.name(), entry.value()));
        // Kafka sets it itself when a cluster is formatted
        found.remove("min.insync.replicas");
        return found;
    }

    private static void set(Admin cluster, String name, String value) throws Exception {
        cluster.incrementalAlterConfigs(Map.of(
                        CLUSTER, List.of(new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET))))
                .all()
                .get(30, TimeUnit.SECONDS);
    }

    private static void setQuota(Admin cluster, String clientId, double bytesPerSecond) throws Exception {
        ClientQuotaEntity client = new ClientQuotaEntity(Map.of(ClientQuotaEntity.CLIENT_ID, clientId));
        cluster.alterClientQuotas(List.of(new ClientQuotaAlteration(
                        client, List.of(new ClientQuotaAlteration.Op("producer_byte_rate", bytesPerSecond)))))
                .all()
                .get(30, TimeUnit.SECONDS);
    }

    private static Map<ClientQuotaEntity, Map<String, Double>> quotas(Admin cluster) throws Exception {
        return cluster.describeClientQuotas(ClientQuotaFilter.all()).entities().get(30, TimeUnit.SECONDS);
    }
}
