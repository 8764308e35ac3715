// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.terraform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orbit.agent.lab.AgentApi;
import dev.orbit.agent.lab.AgentProcess;
import dev.orbit.agent.lab.StockBrokerProcess;
import dev.orbit.schemas.Change;
import dev.orbit.schemas.MigrationState;
import dev.orbit.schemas.Snapshot;
import dev.orbit.schemas.TopicMappingSpec;
import dev.orbit.tfplugin.handshake.PluginServer;
import dev.orbit.tfplugin.provider.OrbitProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The real terraform, a real agent, and a stock broker as its source. */
@Timeout(300)
class RealAgentIT {

    private static final int RECORD_COUNT = 500;

    @TempDir
    private static Path lab;

    private static StockBrokerProcess source;
    private static AgentProcess agent;
    private static AgentApi api;

    private Terraform terraform;
    private PluginServer server;

    @BeforeAll
    static void startClusters() throws Exception {
        source = StockBrokerProcess.start(Files.createDirectory(lab.resolve("source")));
        agent = AgentProcess.start(Files.createDirectory(lab.resolve("agent")));
        api = new AgentApi(agent.endpoint());
    }

    @AfterAll
    static void stopClusters() {
        if (agent != null) {
            agent.close();
        }
        if (source != null) {
            source.close();
        }
    }

    @BeforeEach
    void start(@TempDir Path directory) throws Exception {
        terraform = Terraform.in(directory);
        Map<String, String> environment =
                Map.of("ORBIT_ENDPOINT", agent.endpoint().toString());
        server = PluginServer.startPlaintext(() -> new OrbitProvider(environment));
        terraform.attachedTo(server, OrbitLab.ADDRESS);
    }

    @AfterEach
    void stop() throws Exception {
        if (server != null) {
            terraform.run("destroy", "-auto-approve").exits(0);
            server.close();
        }
    }

    /** A link from the stock broker. */
    private static String link(String address) {
        String[] parts = address.split(":", -1);
        return OrbitLab.HEAD + """
                resource "orbit_link" "source" {
                  source_bootstrap_brokers                  = [{ hostname = "%s", port = %s }]
                  auto_migration_source_cluster_credentials = {}
                }
                """.formatted(parts[0], parts[1]);
    }

    private static String mapping(String topic) {
        return """
               resource "orbit_topic_mapping" "%s" {
                 link           = orbit_link.source.name
                 source_topic   = "%s"
                 auto_migration = { enable = true }
               }
               """.formatted(topic, topic);
    }

    private static String migration(String... topics) {
        String references = String.join(
                ", ",
                Arrays.stream(topics)
                        .map(topic -> "orbit_topic_mapping." + topic + ".destination_topic")
                        .toList());
        return "resource \"orbit_auto_migration\" \"cutover\" {\n  link = orbit_link.source.name\n  topics = ["
                + references + "]\n}\n";
    }

    private static void createTopics(String cluster, String... names) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", cluster))) {
            admin.createTopics(Arrays.stream(names)
                            .map(name -> new NewTopic(name, 2, (short) 1))
                            .toList())
                    .all()
                    .get(30, TimeUnit.SECONDS);
        }
    }

    private static void produceToSource(String topic) {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", source.bootstrapServers()),
                new StringSerializer(),
                new StringSerializer())) {
            for (int i = 0; i < RECORD_COUNT; i++) {
                var unused = producer.send(new ProducerRecord<>(topic, "k" + i, "v" + i));
            }
        }
    }

    private static Snapshot.Topic topic(String name) {
        return api.snapshot().topics().stream()
                .filter(topic -> topic.topic().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("there is no mirror topic " + name));
    }

    private static void awaitState(String name, MigrationState state) {
        await().atMost(60, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThat(topic(name).state()).isEqualTo(state));
    }

    private Terraform.Result plan(String config) throws Exception {
        return terraform.config(config).run("plan", "-detailed-exitcode");
    }

    private Terraform.Result apply(String config) throws Exception {
        return terraform.config(config).run("apply", "-auto-approve").exits(0);
    }

    @Test
    void movesTopicsStepByStep() throws Exception {
        createTopics(source.bootstrapServers(), "orders", "payments");
        produceToSource("orders");
        produceToSource("payments");
        String mirrored = link(source.bootstrapServers()) + mapping("orders") + mapping("payments");

        assertThat(plan(mirrored).exits(2).text())
                .contains("Newly mirrored, producers forwarded to the source: orders")
                .contains("Newly mirrored, producers forwarded to the source: payments");
        apply(mirrored);
        plan(mirrored).exits(0);
        terraform.run("plan", "-detailed-exitcode", "-refresh-only").exits(0);

        String migrated = mirrored + migration("orders", "payments");
        assertThat(plan(migrated).exits(2).text()).contains("Migration of default/orders,payments cannot be undone");
        apply(migrated);
        assertThat(topic("orders").state()).isEqualTo(MigrationState.COMPLETE);
        assertThat(topic("payments").state()).isEqualTo(MigrationState.COMPLETE);
        plan(migrated).exits(0);
        terraform.run("plan", "-detailed-exitcode", "-refresh-only").exits(0);

        assertThat(terraform.run("destroy", "-auto-approve").exits(0).text())
                .contains("COMPLETE, and they stay so: orders, payments");
        assertThat(api.snapshot().links()).isEmpty();
        assertThat(topic("orders").state()).isEqualTo(MigrationState.COMPLETE);
    }

    @Test
    void movesATopicInOneApply() throws Exception {
        createTopics(source.bootstrapServers(), "invoices");
        produceToSource("invoices");

        apply(link(source.bootstrapServers()) + mapping("invoices") + migration("invoices"));

        assertThat(topic("invoices").state()).isEqualTo(MigrationState.COMPLETE);
    }

    /** One is not proxied at first; then both are cut over, and the agents' events tell when. */
    @Test
    void topicsFlipTogetherOrNotAtAll() throws Exception {
        createTopics(source.bootstrapServers(), "ledger", "refunds");
        produceToSource("ledger");
        produceToSource("refunds");
        String ledger = link(source.bootstrapServers()) + mapping("ledger");
        String refunds = mapping("refunds");
        String closed = ledger + refunds.replace("enable = true", "enable = false");
        String together = migration("ledger", "refunds").replace("topics =", "atomic = true\n  topics =");
        apply(closed);
        await().atMost(60, TimeUnit.SECONDS)
                .untilAsserted(
                        () -> assertThat(topic("ledger").timeLagSeconds()).isNotNull());

        String alone = "topic ledger could start, but not what it is to migrate together with: refunds.";
        assertThat(plan(closed + together).exits(2).text())
                .contains("2 topics of default/ledger,refunds would not start now", "ledger: " + alone);
        assertThat(terraform.run("apply", "-auto-approve").exits(1).text()).contains("ledger: not started: " + alone);
        assertThat(topic("ledger").state()).isEqualTo(MigrationState.PROXY);

        String migrated = ledger + refunds + together + """
                data "orbit_events" "cutover" {
                  link        = orbit_link.source.name
                  topic_names = orbit_auto_migration.cutover.topics
                  depends_on  = [orbit_auto_migration.cutover]
                }
                output "complete" {
                  value = [for e in data.orbit_events.cutover.events : e.time if e.event == "complete"]
                }
                """;
        apply(migrated);

        assertThat(topic("ledger").state()).isEqualTo(MigrationState.COMPLETE);
        assertThat(topic("refunds").state()).isEqualTo(MigrationState.COMPLETE);
        assertThat(terraform.run("output", "-json", "complete").exits(0).text().strip())
                .as("both at the same millisecond")
                .matches("\\[(\"[0-9TZ:.-]+\"),\\1\\]");
        plan(migrated).exits(0);
    }

    @Test
    void findsAChangeMadeBehindItsBack() throws Exception {
        createTopics(source.bootstrapServers(), "shipments");
        String config = link(source.bootstrapServers()) + mapping("shipments");
        apply(config);
        Snapshot.TopicMapping stored = api.snapshot().topicMappings().get(0);
        TopicMappingSpec closed = TopicMappingSpec.literal("default", 0, "shipments", "shipments");
        awaitState("shipments", MigrationState.PROXY);
        api.change(List.of(new Change.PutTopicMapping(closed, stored.revision())));
        awaitState("shipments", MigrationState.REJECT);

        assertThat(plan(config).exits(2).text())
                .contains("0 to add, 1 to change, 0 to destroy")
                .contains("Producers forwarded to the source from now on (REJECT to PROXY): shipments");
        apply(config);
        plan(config).exits(0);
    }

    /** A producer writes all the while, and none of what it writes is refused. */
    @Test
    void aMappingOfAnotherRegexRefusesNoProducer() throws Exception {
        createTopics(source.bootstrapServers(), "audit-1", "log-1");
        String narrow = link(source.bootstrapServers())
                + mapping("audit").replaceAll("source_topic .*", "source_regex = \"audit-.*\"");
        String wide = narrow.replace("audit-.*", "audit-.*|log-.*");
        apply(narrow);
        awaitState("audit-1", MigrationState.PROXY);
        AtomicBoolean ended = new AtomicBoolean();
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            Future<Integer> written = thread.submit(() -> produceUntil(ended, "audit-1"));

            assertThat(terraform
                            .config(wide)
                            .run("apply", "-auto-approve")
                            .exits(0)
                            .text())
                    .contains("0 added, 1 changed, 0 destroyed");
            awaitState("log-1", MigrationState.PROXY);
            ended.set(true);

            assertThat(written.get(60, TimeUnit.SECONDS)).isPositive();
        } finally {
            ended.set(true);
            thread.shutdownNow();
        }
        assertThat(topic("audit-1").state()).isEqualTo(MigrationState.PROXY);
        assertThat(topic("audit-1").mapping()).isEqualTo("audit-.*|log-.*");
        plan(wide).exits(0);
    }

    /** Writes through the agent, one record after the other; fails with the first that is not acknowledged. */
    private static int produceUntil(AtomicBoolean ended, String topic) throws Exception {
        int count = 0;
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", agent.bootstrapServers()),
                new StringSerializer(),
                new StringSerializer())) {
            for (; !ended.get(); count++) {
                producer.send(new ProducerRecord<>(topic, "v" + count)).get(30, TimeUnit.SECONDS);
            }
        }
        return count;
    }

    /** Of a link that is new too: its source is looked at for the plan. */
    @Test
    void tellsAtPlanThatAMappingMatchesNothingAtTheSource() throws Exception {
        createTopics(source.bootstrapServers(), "spelt-right");
        String regex = """
                       resource "orbit_topic_mapping" "rest" {
                         link         = orbit_link.source.name
                         priority     = 5
                         source_regex = "no-such-.*"
                       }
                       """;
        terraform.config(link(source.bootstrapServers()) + mapping("spelt-right") + mapping("spelt-wrogn") + regex);

        assertThat(terraform.run("plan").exits(0).text())
                .contains("Warning: Source topic missing (topic mapping \"default/spelt-wrogn\")")
                .containsPattern("with orbit_topic_mapping.spelt-wrogn, on main.tf line \\d+, in resource"
                        + " \"orbit_topic_mapping\" \"spelt-wrogn\": \\d+: source_topic = \"spelt-wrogn\"")
                .contains("Warning: Nothing matched (topic mapping \"default/no-such-.*\")")
                .doesNotContain("missing (topic mapping \"default/spelt-right\")");
    }

    @Test
    void tellsAtPlanWhatTheAgentWouldRefuse() throws Exception {
        createTopics(source.bootstrapServers(), "taken");
        createTopics(agent.bootstrapServers(), "taken");

        assertThat(plan(link(source.bootstrapServers()) + mapping("taken"))
                        .exits(1)
                        .text())
                .contains("Error: Destination topic exists", "with orbit_topic_mapping.taken");
        assertThat(plan(link("127.0.0.1:1")).exits(1).text()).contains("with orbit_link.source", "127.0.0.1:1");
        assertThat(plan(link(agent.bootstrapServers())).exits(1).text()).contains("with orbit_link.source");
        terraform.config(OrbitLab.HEAD);
    }

    @Test
    void importsWhatExists() throws Exception {
        createTopics(source.bootstrapServers(), "visits");
        String config = link(source.bootstrapServers()) + mapping("visits");
        apply(config);
        terraform
                .run("state", "rm", "orbit_link.source", "orbit_topic_mapping.visits")
                .exits(0);

        terraform.run("import", "orbit_link.source", "default").exits(0);
        terraform.run("import", "orbit_topic_mapping.visits", "default/visits").exits(0);

        assertThat(plan(config).exits(0).text()).contains("No changes");
    }
}
