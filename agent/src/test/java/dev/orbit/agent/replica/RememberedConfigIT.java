// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orbit.agent.lab.AgentApi;
import dev.orbit.agent.lab.AgentClusterProcess;
import dev.orbit.agent.lab.AgentProcess;
import dev.orbit.agent.lab.Documents;
import dev.orbit.agent.lab.StockBrokerOptions;
import dev.orbit.agent.lab.StockBrokerProcess;
import dev.orbit.agent.lab.StockClusterProcess;
import dev.orbit.agent.source.SourceLab;
import dev.orbit.agent.source.admin.TopicConfigsByBroker;
import dev.orbit.agent.source.admin.TopicConfigsByBroker.TopicEntries;
import dev.orbit.agent.trial.Leaders;
import dev.orbit.agent.trial.NewTopics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.server.policy.CreateTopicPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A Kafka broker that starts anew may give a topic the configs of a deleted one of its name, unknown to the controller. */
@Timeout(240)
class RememberedConfigIT {

    private static final ConfigResource ORDERS = new ConfigResource(ConfigResource.Type.TOPIC, "orders");
    private static final Map<String, String> REMEMBERED = Map.of("retention.ms", "7200000");

    @TempDir
    Path directory;

    private AgentProcess startAgent() {
        return AgentProcess.configured(directory.resolve("agent"), Map.of("orbit.refresh.interval.ms", "1000"));
    }

    private static void create(Admin cluster, Map<String, String> configs) throws Exception {
        NewTopics.create(cluster, List.of(new NewTopic(ORDERS.name(), 1, (short) 1).configs(configs)));
    }

    private static void alter(Admin cluster, AlterConfigOp.OpType how) throws Exception {
        alter(cluster, "retention.ms", "7200000", how);
    }

    private static void alter(Admin cluster, String name, String value, AlterConfigOp.OpType how) throws Exception {
        cluster.incrementalAlterConfigs(Map.of(ORDERS, List.of(new AlterConfigOp(new ConfigEntry(name, value), how))))
                .all()
                .get(30, TimeUnit.SECONDS);
    }

    private static Map<String, String> own(Admin cluster) throws Exception {
        return cluster.describeConfigs(List.of(ORDERS)).all().get(30, TimeUnit.SECONDS).get(ORDERS).entries().stream()
                .filter(entry -> entry.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG)
                .collect(Collectors.toMap(ConfigEntry::name, ConfigEntry::value));
    }

    private static Uuid id(Admin cluster) throws Exception {
        return cluster.describeTopics(List.of(ORDERS.name()))
                .allTopicNames()
                .get(30, TimeUnit.SECONDS)
                .get(ORDERS.name())
                .topicId();
    }

    /** A look goes to whichever broker: the mirror's retention would change to and fro, and records with it. */
    @Test
    void brokersOfASourceThatDoNotAgreeAreNamedAndNotFollowed() throws Exception {
        try (StockClusterProcess source =
                        StockClusterProcess.start(directory.resolve("source"), 2, options -> options);
                AgentProcess agent = startAgent();
                Admin sourceAdmin = Admin.create(Map.of("bootstrap.servers", source.bootstrapServers()));
                Admin agentAdmin = Admin.create(Map.of("bootstrap.servers", agent.bootstrapServers()))) {
            create(sourceAdmin, REMEMBERED);
            sourceAdmin.deleteTopics(List.of(ORDERS.name())).all().get(30, TimeUnit.SECONDS);
            create(sourceAdmin, Map.of());
            AgentApi api = new AgentApi(agent.endpoint());
            api.change(List.of(Documents.putLink(source.bootstrapServers()), Documents.putMapping(ORDERS.name())));
            await("the mirror")
                    .atMost(Estate.SOON)
                    .ignoreExceptions()
                    .until(() -> own(agentAdmin).isEmpty());

            source.broker(2).kill();
            source.broker(2).restart();
            await("brokers that do not agree")
                    .atMost(Estate.SOON)
                    .ignoreExceptions()
                    .until(() -> said(source).equals(Set.of(Map.of(), REMEMBERED)));

            // whichever is asked, something is to be changed
            alter(sourceAdmin, "max.message.bytes", "2000000", AlterConfigOp.OpType.SET);
            await("they are named")
                    .atMost(Estate.SOON)
                    .ignoreExceptions()
                    .untilAsserted(() -> assertThat(
                                    api.snapshot().links().get(0).error())
                            .contains(
                                    "brokers do not agree on [retention.ms] of topic orders", "retention.ms=7200000"));
            await("the mirror stays as it was")
                    .during(Duration.ofSeconds(5))
                    .atMost(Estate.SOON)
                    .until(() -> own(agentAdmin).isEmpty());

            alter(sourceAdmin, AlterConfigOp.OpType.SET);
            alter(sourceAdmin, AlterConfigOp.OpType.DELETE);
            await("what is said to mend it, does")
                    .atMost(Estate.SOON)
                    .ignoreExceptions()
                    .until(() -> own(agentAdmin).equals(Map.of("max.message.bytes", "2000000"))
                            && api.snapshot().links().get(0).error() == null);
        }
    }

    private static Set<Map<String, String>> said(StockClusterProcess source) throws Exception {
        return new TopicConfigsByBroker(SourceLab.config(source.bootstrapServers()))
                .of(List.of(ORDERS.name())).values().stream()
                        .map(broker -> broker.get(ORDERS.name()))
                        .map(TopicEntries::own)
                        .collect(Collectors.toSet());
    }

    @Test
    void whatAnAgentRemembersOfADeletedMirrorIsTakenAway() throws Exception {
        try (Estate estate = Estate.startAttentive(directory, options -> options)) {
            estate.createTopic(ORDERS.name(), 1, REMEMBERED);
            estate.declare(Estate.literal(0, ORDERS.name(), ORDERS.name()));
            await("the mirror")
                    .atMost(Estate.SOON)
                    .ignoreExceptions()
                    .until(() -> own(estate.agentAdmin()).equals(REMEMBERED));
            alter(estate.sourceAdmin(), AlterConfigOp.OpType.DELETE);
            Uuid former = id(estate.agentAdmin());
            estate.agentAdmin().deleteTopics(List.of(ORDERS.name())).all().get(30, TimeUnit.SECONDS);
            await("the mirror is made anew")
                    .atMost(Estate.SOON)
                    .ignoreExceptions()
                    .until(() -> !former.equals(id(estate.agentAdmin()))
                            && own(estate.agentAdmin()).isEmpty());

            estate.agent().kill();
            estate.agent().restart();

            await("it has nothing of the former one's")
                    .atMost(Estate.SOON)
                    .ignoreExceptions()
                    .until(() -> own(estate.agentAdmin()).isEmpty());
        }
    }

    /** The mirror's leader may be one that does not coordinate, and what it remembers nobody else sees. */
    @Test
    void whatAnotherAgentWouldRememberOfADeletedMirrorIsTakenAwayBeforeItDoes() throws Exception {
        try (StockBrokerProcess source = StockBrokerProcess.start(StockBrokerOptions.in(directory.resolve("source")));
                AgentClusterProcess agents =
                        AgentClusterProcess.start(directory, 2, Map.of("orbit.refresh.interval.ms", "1000"));
                Admin sourceAdmin = Admin.create(Map.of("bootstrap.servers", source.bootstrapServers()));
                Admin agentAdmin = Admin.create(Map.of("bootstrap.servers", agents.bootstrapServers()))) {
            Leaders.move(agentAdmin, new TopicPartition("__orbit_state", 0), 1, List.of(1, 2));
            create(sourceAdmin, REMEMBERED);
            new AgentApi(agents.agent(1).endpoint())
                    .change(List.of(Documents.putLink(source.bootstrapServers()), Documents.putMapping(ORDERS.name())));
            awaitEveryBrokerSays(agents.bootstrapServers(), REMEMBERED);
            alter(sourceAdmin, AlterConfigOp.OpType.DELETE);
            Uuid former = id(agentAdmin);
            agentAdmin.deleteTopics(List.of(ORDERS.name())).all().get(30, TimeUnit.SECONDS);
            await("the mirror is made anew")
                    .atMost(Estate.SOON)
                    .ignoreExceptions()
                    .until(() -> !former.equals(id(agentAdmin)));
            awaitEveryBrokerSays(agents.bootstrapServers(), Map.of());

            agents.agent(2).kill();
            agents.agent(2).restart();

            awaitEveryBrokerSays(agents.bootstrapServers(), Map.of());
        }
    }

    /** Has nobody say how long a topic keeps its records. */
    public static final class KeptAsTheClusterDoes implements CreateTopicPolicy {

        @Override
        public void configure(Map<String, ?> configs) {}

        @Override
        public void validate(RequestMetadata topic) {
            if (topic.configs().containsKey("retention.ms")) {
                throw new PolicyViolationException("retention.ms is the cluster's business.");
            }
        }

        @Override
        public void close() {}
    }

    /** It cannot be kept from remembering then, and is mirrored into all the same. */
    @Test
    void aClusterMayRefuseToHaveItsDefaultsSet() throws Exception {
        try (StockBrokerProcess source = StockBrokerProcess.start(StockBrokerOptions.in(directory.resolve("source")));
                AgentProcess agent = AgentProcess.configured(
                        directory.resolve("agent"),
                        Map.of("create.topic.policy.class.name", KeptAsTheClusterDoes.class.getName()));
                Admin sourceAdmin = Admin.create(Map.of("bootstrap.servers", source.bootstrapServers()));
                Admin agentAdmin = Admin.create(Map.of("bootstrap.servers", agent.bootstrapServers()))) {
            create(sourceAdmin, Map.of("max.message.bytes", "2000000"));
            new AgentApi(agent.endpoint())
                    .change(List.of(Documents.putLink(source.bootstrapServers()), Documents.putMapping(ORDERS.name())));

            await("the mirror")
                    .atMost(Estate.SOON)
                    .ignoreExceptions()
                    .until(() -> own(agentAdmin).equals(Map.of("max.message.bytes", "2000000")));
        }
    }

    private static void awaitEveryBrokerSays(String bootstrapServers, Map<String, String> own) {
        await("both brokers say " + own)
                .atMost(Estate.SOON)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(new TopicConfigsByBroker(SourceLab.config(bootstrapServers))
                                .of(List.of(ORDERS.name()))
                                .values())
                        .hasSize(2)
                        .allSatisfy(broker ->
                                assertThat(broker.get(ORDERS.name()).own()).isEqualTo(own)));
    }
}
