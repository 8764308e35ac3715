// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.acl;

import static dev.orbit.agent.acl.Guarded.acl;
import static dev.orbit.agent.acl.Guarded.allowGroup;
import static dev.orbit.agent.acl.Guarded.allowRead;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orbit.agent.lab.AgentProcess;
import dev.orbit.agent.lab.Documents;
import dev.orbit.agent.lab.FreePorts;
import dev.orbit.agent.lab.StockBrokerProcess;
import dev.orbit.agent.source.connect.Logins;
import dev.orbit.agent.trial.Api;
import dev.orbit.agent.trial.Cluster;
import dev.orbit.schemas.AclSettings;
import dev.orbit.schemas.Change;
import dev.orbit.schemas.Credentials;
import dev.orbit.schemas.LinkSpec;
import dev.orbit.schemas.LinkState;
import dev.orbit.schemas.Snapshot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clusters that cannot, or may not, do what the copying of ACLs needs of them: it is told, and the rest goes on. */
@Timeout(180)
class AclTroubleIT {

    private static final Duration WITHIN = Duration.ofSeconds(60);
    private static final String AUTHORIZER = "org.apache.kafka.metadata.authorizer.StandardAuthorizer";

    @TempDir
    Path directory;

    private final int namedPort = FreePorts.next();

    private StockBrokerProcess guardedSource() {
        return StockBrokerProcess.start(AclTrial.source(directory.resolve("source"), namedPort));
    }

    private static Change copyingLink(String bootstrapServers, @Nullable Credentials credentials) {
        LinkSpec spec = ((Change.PutLink) Documents.putLink(bootstrapServers)).spec();
        return new Change.PutLink(
                new LinkSpec(
                        spec.name(),
                        spec.sourceBootstrapBrokers(),
                        spec.sourceClusterId(),
                        credentials == null ? spec.sourceClusterCredentials() : credentials,
                        credentials,
                        spec.autoMigration(),
                        spec.fetch(),
                        spec.consumerGroups(),
                        new AclSettings(true, AclSettings.DEFAULTS.include(), List.of(), 1)),
                0);
    }

    /** The link's error; its one topic is mirrored nevertheless, and the log tells once. */
    private static void assertToldAndMirrored(StockBrokerProcess source, AgentProcess agent, Change link, String error)
            throws Exception {
        Api api = new Api(agent.endpoint());
        try (Cluster there = new Cluster(source.bootstrapServers());
                Cluster here = new Cluster(agent.bootstrapServers())) {
            there.createTopic("orders", 1);
            there.produce("orders", 0, "a", "b");
            api.put(link, Documents.putMapping("orders"));

            await("mirror")
                    .atMost(WITHIN)
                    .ignoreExceptions()
                    .untilAsserted(() -> assertThat(here.end("orders", 0)).isEqualTo(2));
            await("error").atMost(WITHIN).untilAsserted(() -> {
                Snapshot.Link told = api.snapshot().links().get(0);
                assertThat(told.state()).isEqualTo(LinkState.ACTIVE);
                assertThat(told.error()).isEqualTo(error);
            });
            there.produce("orders", 0, "c");
            await("mirror goes on")
                    .atMost(WITHIN)
                    .untilAsserted(() -> assertThat(here.end("orders", 0)).isEqualTo(3));
            assertThat(Files.readString(agent.logFile()).lines().filter(line -> line.contains(error)))
                    .hasSize(1);
        }
    }

    @Test
    void aSourceWithoutAnAuthorizerIsTold() throws Exception {
        try (StockBrokerProcess source = StockBrokerProcess.start(directory.resolve("source"));
                AgentProcess agent = AgentProcess.start(directory.resolve("agent"))) {
            assertToldAndMirrored(
                    source,
                    agent,
                    copyingLink(source.bootstrapServers(), null),
                    "The ACLs cannot be copied: The source at " + source.bootstrapServers()
                            + " has no authorizer, and keeps no ACLs. Set authorizer.class.name on its brokers, or"
                            + " copy_enabled: false in acls of the link.");
        }
    }

    @Test
    void aSourceThatDoesNotAllowItIsTold() throws Exception {
        Map<String, String> login = Map.of("ORBIT_USER", "guest", "ORBIT_PASSWORD", "secret");
        Credentials guest = Logins.sasl("ORBIT_USER", "ORBIT_PASSWORD", "plain");
        String address = "127.0.0.1:" + namedPort;
        try (StockBrokerProcess source = guardedSource();
                Guarded there = new Guarded(source.bootstrapServers(), namedPort);
                AgentProcess agent = AgentProcess.start(directory.resolve("agent"), login)) {
            there.add(
                    allowRead("guest", "orders"),
                    acl(
                            AclPermissionType.ALLOW,
                            "guest",
                            AclOperation.DESCRIBE_CONFIGS,
                            ResourceType.TOPIC,
                            PatternType.LITERAL,
                            "orders"));
            assertToldAndMirrored(
                    source,
                    agent,
                    copyingLink(address, guest),
                    "The ACLs cannot be copied: The source at " + address
                            + " does not allow Orbit's principal Describe on the cluster. Grant the principal Describe"
                            + " on the cluster at the source.");
        }
    }

    @Test
    void aDestinationWithoutAnAuthorizerIsTold() throws Exception {
        try (StockBrokerProcess source = guardedSource();
                AgentProcess agent = AgentProcess.start(directory.resolve("agent"))) {
            assertToldAndMirrored(
                    source,
                    agent,
                    copyingLink(source.bootstrapServers(), null),
                    "The ACLs cannot be copied: The destination has no authorizer, and keeps no ACLs. Set"
                            + " authorizer.class.name=" + AUTHORIZER
                            + " on all its brokers and controllers, or copy_enabled: false in acls of the link.");
        }
    }

    /** The agents' principal is allowed what brokers need, and everything that no ACL is about. */
    @Test
    void aDestinationThatDoesNotAllowItIsTold() throws Exception {
        Map<String, String> lenient =
                Map.of("authorizer.class.name", AUTHORIZER, "allow.everyone.if.no.acl.found", "true");
        try (StockBrokerProcess source = guardedSource();
                Guarded there = new Guarded(source.bootstrapServers(), namedPort);
                AgentProcess agent = AgentProcess.configured(directory.resolve("agent"), lenient);
                Cluster here = new Cluster(agent.bootstrapServers())) {
            there.add(allowGroup("app", "readers"));
            here.admin()
                    .createAcls(Stream.of(AclOperation.CREATE, AclOperation.CLUSTER_ACTION)
                            .map(operation -> acl(
                                    AclPermissionType.ALLOW,
                                    "ANONYMOUS",
                                    operation,
                                    ResourceType.CLUSTER,
                                    PatternType.LITERAL,
                                    "kafka-cluster"))
                            .toList())
                    .all()
                    .get();
            assertToldAndMirrored(
                    source,
                    agent,
                    copyingLink(source.bootstrapServers(), null),
                    "The ACLs cannot be copied: The destination refuses to add ALLOW User:app from * READ on GROUP"
                            + " LITERAL readers: The agents' own principal is not allowed Alter on the cluster. Grant"
                            + " it, or list the principal in super.users.");
        }
    }
}
