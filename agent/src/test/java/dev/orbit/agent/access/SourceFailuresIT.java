// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.orbit.agent.access.SecuredBroker.Listener;
import dev.orbit.agent.access.Way.Transport;
import dev.orbit.agent.lab.AgentProcess;
import dev.orbit.agent.lab.FreePorts;
import dev.orbit.agent.source.connect.Logins;
import dev.orbit.agent.trial.Api;
import dev.orbit.agent.trial.Certificates;
import dev.orbit.schemas.AclSettings;
import dev.orbit.schemas.BrokerAddress;
import dev.orbit.schemas.Change;
import dev.orbit.schemas.ConsumerGroupSettings;
import dev.orbit.schemas.Credentials;
import dev.orbit.schemas.FetchSettings;
import dev.orbit.schemas.Json;
import dev.orbit.schemas.LinkSpec;
import dev.orbit.schemas.LinkState;
import dev.orbit.schemas.Problem;
import dev.orbit.schemas.Snapshot;
import dev.orbit.schemas.TopicMappingSpec;
import dev.orbit.schemas.ValidateRequest;
import dev.orbit.schemas.ValidateResponse;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Everything that can be wrong on the way to a source: each is one problem that names the thing, the value and the remedy. */
@Timeout(300)
class SourceFailuresIT {

    private static final String READER_FIELD = "link.source_cluster_credentials";
    private static final String PROXY_FIELD = "link.auto_migration_source_cluster_credentials";
    private static final String BROKER_FIELD = "link.source_bootstrap_brokers[0]";

    private static final Way PLAIN = new Way("plain", Transport.PLAINTEXT);
    private static final Way SCRAM = new Way("scram-512", Transport.PLAINTEXT);
    private static final Way TLS = new Way(null, Transport.TLS_PEM);
    private static final Way PLAINTEXT = new Way(null, Transport.PLAINTEXT);

    @TempDir
    static Path directory;

    private static SecuredBroker source;
    private static AgentProcess agent;
    private static Api api;

    @BeforeAll
    static void start() throws Exception {
        source = SecuredBroker.start(directory.resolve("source"));
        source.cluster().createTopic("orders", 1);
        source.allow(
                SecuredBroker.acl(
                        SecuredBroker.READER, AclOperation.READ, ResourceType.TOPIC, "orders", PatternType.LITERAL),
                SecuredBroker.acl(
                        SecuredBroker.READER,
                        AclOperation.DESCRIBE_CONFIGS,
                        ResourceType.TOPIC,
                        "orders",
                        PatternType.LITERAL));
        agent = AgentProcess.start(directory.resolve("agent"), source.environment());
        api = new Api(agent.endpoint());
    }

    @AfterAll
    static void stop() {
        agent.close();
        source.close();
    }

    private static ValidateResponse look(LinkSpec link) throws Exception {
        Api.Answer answer = api.post(
                "/v1/links/validate",
                Json.MAPPER.writeValueAsString(new ValidateRequest(
                        link, List.of(TopicMappingSpec.literal(link.name(), 0, "orders", "orders")))));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        for (String secret :
                List.of(SecuredBroker.PASSWORD, SecuredBroker.KEY_PASSWORD, Certificates.PASSWORD, "PRIVATE KEY")) {
            assertThat(answer.body())
                    .doesNotContain(Json.MAPPER.writeValueAsString(secret))
                    .doesNotContain(secret);
        }
        return answer.as(ValidateResponse.class);
    }

    private static Problem only(BrokerAddress broker, Credentials reader) throws Exception {
        ValidateResponse found = look(LinkSpecs.of("eu", broker, reader, null));
        assertThat(found.problems()).hasSize(1);
        assertThat(found.topics()).isNull();
        return found.problems().get(0);
    }

    private static void assertProblem(Problem problem, String code, String field, String... words) {
        assertThat(problem.code()).as(problem.toString()).isEqualTo(code);
        assertThat(problem.field()).as(problem.toString()).isEqualTo(field);
        assertThat(problem.message() + " " + problem.remedy()).contains(words);
    }

    private static BrokerAddress at(Listener listener) {
        return source.address(listener);
    }

    private static Credentials password(Way way, String variable) {
        Credentials right = way.credentials(SecuredBroker.READER);
        return new Credentials(
                right.saslUsernameEnv(),
                variable,
                right.saslMechanism(),
                right.useTls(),
                right.tlsInsecureSkipVerify(),
                null,
                null,
                right.mtlsServerCaCertEnv(),
                null,
                null,
                null,
                null,
                null);
    }

    private static Credentials authority(String variable) {
        return Logins.pem(null, null, variable);
    }

    @Test
    void wrongPasswords() throws Exception {
        String code = "source_authentication";
        String address = at(Listener.SASL).toString();

        assertProblem(
                only(at(Listener.SASL), password(PLAIN, "ORBIT_WRONG_PASSWORD")),
                code,
                READER_FIELD,
                address,
                "Invalid username or password",
                "user name and password in the agents' environment");
        assertProblem(
                only(at(Listener.SASL), password(SCRAM, "ORBIT_WRONG_PASSWORD")),
                code,
                READER_FIELD,
                address,
                "SASL authentication failed");
    }

    /** Mirrors go on, and whoever looks sees why nothing is forwarded. */
    @Test
    void aProxyThatTheSourceDoesNotTakeAnyMore() throws Exception {
        api.put(new Change.PutLink(proxied(FetchSettings.DEFAULTS), 0));
        source.scramPassword(SecuredBroker.PROXY, "another");
        try {
            // whoever is connected stays so: another way to fetch connects anew
            api.put(new Change.PutLink(proxied(new FetchSettings(1, 1 << 20, 1 << 20, null)), link().revision()));

            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(link().error())
                            .startsWith("the proxy: ")
                            .contains("SASL authentication failed"));
            assertThat(link().state()).isEqualTo(LinkState.ACTIVE);
            assertThat(api.get("/metrics").body())
                    .contains("orbit_link_proxy_reachable{link=\"eu\"} 0", "orbit_link_reachable{link=\"eu\"} 1");
        } finally {
            source.scramPassword(SecuredBroker.PROXY, SecuredBroker.PASSWORD);
            api.put(new Change.DeleteLink("eu", link().revision()));
        }
    }

    private static LinkSpec proxied(FetchSettings fetch) {
        return LinkSpecs.of(
                        "eu",
                        at(Listener.SASL),
                        PLAIN.credentials(SecuredBroker.READER),
                        SCRAM.credentials(SecuredBroker.PROXY))
                .withFetch(fetch);
    }

    private static Snapshot.Link link() throws Exception {
        return api.snapshot().links().get(0);
    }

    @Test
    void aMechanismThatTheListenerDoesNotHave() throws Exception {
        assertProblem(
                only(at(Listener.SCRAMONLY), PLAIN.credentials(SecuredBroker.READER)),
                "source_authentication",
                READER_FIELD,
                at(Listener.SCRAMONLY).toString(),
                "PLAIN",
                "SCRAM-SHA-512",
                "Check sasl_mechanism");
    }

    @Test
    void certificates() throws Exception {
        int tls = at(Listener.TLS).port();

        assertProblem(
                only(at(Listener.TLS), authority("ORBIT_READER_CERT")),
                "source_tls",
                READER_FIELD,
                "localhost:" + tls,
                "unable to find valid certification path",
                "mtls_server_ca_cert_env");
        assertProblem(
                only(at(Listener.EXPIRED), authority("ORBIT_AUTHORITY")),
                "source_tls",
                READER_FIELD,
                at(Listener.EXPIRED).toString(),
                "expired",
                "NotAfter");
        assertProblem(
                only(new BrokerAddress("127.0.0.1", tls), authority("ORBIT_CA")),
                "source_tls",
                READER_FIELD,
                "127.0.0.1:" + tls,
                "No subject alternative names",
                "that the certificate names the host");
    }

    @Test
    void noClientCertificateWhereOneIsRequired() throws Exception {
        Problem problem = only(at(Listener.MUTUAL), TLS.credentials(SecuredBroker.READER));

        assertProblem(problem, "source_tls", READER_FIELD, at(Listener.MUTUAL).toString(), "mtls_client_cert_env");
    }

    @Test
    void tlsWhereThereIsNoneAndNoneWhereThereIs() throws Exception {
        assertProblem(
                only(at(Listener.TLS), PLAINTEXT.credentials(SecuredBroker.READER)),
                "source_unreachable",
                BROKER_FIELD,
                at(Listener.TLS).toString(),
                "use_tls");
        assertProblem(
                only(at(Listener.CLIENT), TLS.credentials(SecuredBroker.READER)),
                "source_unreachable",
                BROKER_FIELD,
                at(Listener.CLIENT).toString(),
                "closed the connection during the handshake",
                "use_tls");
        assertProblem(
                only(at(Listener.SASL), PLAINTEXT.credentials(SecuredBroker.READER)),
                "source_unreachable",
                BROKER_FIELD,
                at(Listener.SASL).toString(),
                "sasl_mechanism");
    }

    @Test
    void addressesWhereNobodyAnswers() throws Exception {
        Credentials plaintext = PLAINTEXT.credentials(SecuredBroker.READER);
        BrokerAddress closed = new BrokerAddress("127.0.0.1", FreePorts.next());

        assertProblem(
                only(closed, plaintext),
                "source_unreachable",
                BROKER_FIELD,
                closed + ": connection refused",
                "Check the address");
        assertProblem(
                only(new BrokerAddress("no-such-host.invalid", 9092), plaintext),
                "source_unknown_host",
                BROKER_FIELD,
                "unknown host no-such-host.invalid",
                "DNS");
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            BrokerAddress address = new BrokerAddress("127.0.0.1", silent.getLocalPort());
            for (Way way : List.of(PLAINTEXT, TLS, PLAIN)) {
                assertProblem(
                        only(address, way.credentials(SecuredBroker.READER)),
                        "source_timeout",
                        BROKER_FIELD,
                        address + " did not answer in time",
                        "the port of a Kafka listener");
            }
        }
    }

    @Test
    void variables() throws Exception {
        assertProblem(
                only(at(Listener.SASL), password(PLAIN, "ORBIT_NOT_SET")),
                "env_not_set",
                READER_FIELD + ".sasl_password_env",
                "ORBIT_NOT_SET",
                "every agent");
        // a name that may not be used is refused for what it is, and never read
        ValidateResponse found = look(LinkSpecs.of("eu", at(Listener.SASL), password(PLAIN, "PATH"), null));
        assertThat(found.problems()).extracting(Problem::code).containsExactly("invalid_env_name");
        assertThat(found.problems().get(0).field()).isEqualTo(READER_FIELD + ".sasl_password_env");
        assertThat(found.problems().toString()).contains("PATH", "ORBIT_").doesNotContain(System.getenv("PATH"));
    }

    @Test
    void everythingAtOnceAndTheProxyByItself() throws Exception {
        BrokerAddress closed = new BrokerAddress("localhost", FreePorts.next());
        LinkSpec link = LinkSpecs.of(
                "eu",
                List.of(closed, at(Listener.SASL)),
                "another-cluster",
                PLAIN.credentials(SecuredBroker.READER),
                password(SCRAM, "ORBIT_WRONG_PASSWORD"),
                ConsumerGroupSettings.DEFAULTS,
                AclSettings.DEFAULTS);

        ValidateResponse found = look(link);

        assertThat(found.problems())
                .extracting(Problem::code, Problem::field)
                .containsExactly(
                        tuple("source_unreachable", BROKER_FIELD),
                        tuple("source_authentication", PROXY_FIELD),
                        tuple("wrong_source_cluster", "link.source_bootstrap_brokers"));
        assertThat(found.brokers())
                .extracting(ValidateResponse.SourceBroker::address, broker -> broker.error() == null)
                .containsExactly(
                        tuple(closed.toString(), false), tuple(at(Listener.SASL).toString(), true));
        assertThat(found.sourceClusterId()).isEqualTo(source.clusterId());
    }

    @Test
    void theDestinationItself() throws Exception {
        String own = agent.bootstrapServers();
        BrokerAddress self = new BrokerAddress("127.0.0.1", Integer.parseInt(own.substring(own.lastIndexOf(':') + 1)));

        assertThat(look(LinkSpecs.of("eu", self, Credentials.PLAINTEXT, null)).problems())
                .extracting(Problem::code)
                .containsExactly("source_is_destination");
    }

    @Test
    void nothingIsWritten() throws Exception {
        Snapshot before = api.snapshot();
        LinkSpec link = LinkSpecs.of("eu", at(Listener.SASL), PLAIN.credentials(SecuredBroker.READER), null);

        ValidateResponse found = look(link);

        assertThat(found.problems()).isEmpty();
        assertThat(found.agent()).isEqualTo(before.cluster().coordinator());
        assertThat(api.snapshot().links()).isEqualTo(before.links());
        assertThat(source.cluster().topics()).containsExactly("orders");
    }

    @Test
    void aBadRequestIsRefused() throws Exception {
        LinkSpec link = LinkSpecs.of("eu", at(Listener.SASL), PLAIN.credentials(SecuredBroker.READER), null);
        String foreign = Json.MAPPER.writeValueAsString(
                new ValidateRequest(link, List.of(TopicMappingSpec.literal("us", 0, "orders", "orders"))));

        assertThat(api.post("/v1/links/validate", foreign).problems())
                .extracting(Problem::code, Problem::field)
                .containsExactly(tuple("foreign_mapping", "topic_mappings[0].link"));
        assertThat(api.get("/v1/links/validate").status()).isEqualTo(405);
        assertThat(api.post("/v1/links/validate", "{}").problems())
                .extracting(Problem::field)
                .containsExactly("link", "topic_mappings");
    }
}
