// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.orbit.agent.api.Access.Transport;
import dev.orbit.agent.metrics.MetricsPage;
import dev.orbit.agent.metrics.OrbitMetrics;
import dev.orbit.agent.trial.Certificates;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.security.ssl.DefaultSslEngineFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The API over TLS, as clients see it that trust one authority. */
@Timeout(120)
class ApiTlsTest {

    private static final String ANY = "0.0.0.0";
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(20);

    /** For as long nothing is sent on only where nobody reads. */
    private static final Duration LASTING = Duration.ofMillis(500);

    @TempDir
    private static Path directory;

    private static Certificates authority;
    private static Certificates agent;
    private static Certificates client;
    private static Path trusted;

    private final Metrics metrics = new Metrics();
    private @Nullable ApiServer server;

    @BeforeAll
    static void makeCertificates() throws Exception {
        authority = Certificates.authority(directory.resolve("authority.p12"));
        agent = authority.signed(directory.resolve("agent.p12"), "agent", "dns:localhost,ip:127.0.0.2");
        client = authority.signed(directory.resolve("client.p12"), "client", "dns:client");
        trusted = Files.writeString(directory.resolve("authority.pem"), authority.certificatePem());
    }

    @AfterEach
    void close() {
        if (server != null) {
            server.close();
        }
        metrics.close();
    }

    private static Path pem(String file, Certificates certificates) throws Exception {
        return Files.writeString(directory.resolve(file), certificates.keyPem() + certificates.certificatePem());
    }

    private ApiServer serve(Map<String, String> more, @Nullable String token) throws Exception {
        return serve(more, token, ANSWER_WITHIN);
    }

    private ApiServer serve(Map<String, String> more, @Nullable String token, Duration answerReadWithin)
            throws Exception {
        Map<String, String> settings = new HashMap<>(more);
        settings.put("ssl.keystore.type", "PEM");
        ApiTls tls = ApiTls.of(settings);
        Transport transport = tls.wantsCertificates() ? Transport.MUTUAL_TLS : Transport.TLS;
        CoordinatorCalls calls = new CoordinatorCalls(Duration.ofMillis(100), Optional::empty);
        calls.carriedBy(Collections.nCopies(
                4, command -> CompletableFuture.completedFuture("{\"status\":200,\"body\":\"{}\"}")));
        ApiServer started = new ApiServer(
                new InetSocketAddress(ANY, 0),
                tls,
                new Access(null, null, token, transport),
                calls,
                new MetricsPage(new OrbitMetrics(metrics)),
                answerReadWithin);
        server = started;
        started.start();
        return started;
    }

    private static HttpClient client(@Nullable Certificates own, String... protocols) throws Exception {
        Map<String, String> settings = new HashMap<>(
                Map.of("ssl.truststore.type", "PEM", "ssl.truststore.certificates", authority.certificatePem()));
        if (own != null) {
            settings.putAll(Map.of(
                    "ssl.keystore.type", "PEM",
                    "ssl.keystore.key", own.keyPem(),
                    "ssl.keystore.certificate.chain", own.certificatePem()));
        }
        ConfigDef names = new ConfigDef();
        SslConfigs.addClientSslSupport(names);
        DefaultSslEngineFactory ssl = new DefaultSslEngineFactory();
        ssl.configure(new AbstractConfig(names, settings, false).values());
        SSLContext context = ssl.sslContext();
        SSLParameters parameters = context.getDefaultSSLParameters();
        if (protocols.length > 0) {
            parameters.setProtocols(protocols);
        }
        return HttpClient.newBuilder()
                .sslContext(context)
                .sslParameters(parameters)
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }

    private static HttpResponse<String> get(HttpClient client, String url, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url)).timeout(ANSWER_WITHIN);
        return client.send((headers.length == 0 ? request : request.headers(headers)).build(), BodyHandlers.ofString());
    }

    @Test
    void answersWhoeverTrustsItsCertificateAndHasTheToken() throws Exception {
        int port = serve(Map.of("ssl.keystore.location", pem("a.pem", agent).toString()), "W")
                .port();

        for (String protocol : new String[] {"TLSv1.2", "TLSv1.3"}) {
            HttpClient client = client(null, protocol);
            assertThat(get(client, "https://127.0.0.2:" + port + "/v1/snapshot", "Authorization", "Bearer W")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(get(client, "https://localhost:" + port + "/v1/snapshot").statusCode())
                    .isEqualTo(401);
            assertThat(get(client, "https://127.0.0.2:" + port + "/").statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void plainHttpAndOlderVersionsGetNoAnswer() throws Exception {
        int port = serve(Map.of("ssl.keystore.location", pem("a.pem", agent).toString()), "W")
                .port();

        assertThatThrownBy(() -> get(client(null), "http://localhost:" + port + "/v1/health"))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> get(client(null, "TLSv1.1"), "https://localhost:" + port + "/v1/health"))
                .isInstanceOf(IOException.class);
        assertThat(get(client(null), "https://localhost:" + port + "/v1/health").statusCode())
                .isEqualTo(200);
    }

    /** Whoever reaches the port may begin. */
    @Test
    void handshakesThatStallKeepNobodyWaiting() throws Exception {
        int port = serve(Map.of("ssl.keystore.location", pem("a.pem", agent).toString()), "W")
                .port();
        List<Socket> stalled = new ArrayList<>();
        try {
            for (int i = 0; i < 100; i++) {
                Socket one = new Socket("127.0.0.1", port);
                stalled.add(one);
                one.getOutputStream().write(new byte[] {22, 3, 1});
            }

            assertThat(get(client(null), "https://localhost:" + port + "/v1/health")
                            .statusCode())
                    .isEqualTo(200);
        } finally {
            for (Socket one : stalled) {
                one.close();
            }
        }
    }

    /** Over TLS the JDK's server waits for such a thread when it ends, with everybody behind it. */
    @Test
    void answersThatNobodyReadsAreGivenUp() throws Exception {
        ApiServer served =
                serve(Map.of("ssl.keystore.location", pem("a.pem", agent).toString()), "W", Duration.ofSeconds(3));
        try (Socket caller = readingNothing(served.port())) {
            assertThat(caller.isConnected()).isTrue();
            await().atMost(ANSWER_WITHIN).during(LASTING).until(ApiTlsTest::isSending);

            await().atMost(ANSWER_WITHIN).during(LASTING).until(() -> !isSending());

            assertThat(get(client(null), "https://localhost:" + served.port() + "/v1/health")
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void isClosedWhileSomebodyReadsNoAnswer() throws Exception {
        ApiServer served =
                serve(Map.of("ssl.keystore.location", pem("a.pem", agent).toString()), "W", Duration.ofMinutes(10));
        try (Socket caller = readingNothing(served.port())) {
            assertThat(caller.isConnected()).isTrue();
            await().atMost(ANSWER_WITHIN).during(LASTING).until(ApiTlsTest::isSending);

            assertTimeoutPreemptively(ANSWER_WITHIN, served::close);
        }
    }

    /** Asks for much, and reads none of it. */
    private static Socket readingNothing(int port) throws Exception {
        Socket caller = client(null).sslContext().getSocketFactory().createSocket();
        caller.setReceiveBufferSize(1 << 10);
        caller.connect(new InetSocketAddress("127.0.0.1", port));
        caller.getOutputStream()
                .write("GET /console/main.js HTTP/1.1\r\nHost: localhost\r\n\r\n"
                        .repeat(3_000)
                        .getBytes(StandardCharsets.US_ASCII));
        return caller;
    }

    private static boolean isSending() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> thread.getKey().getName().equals("orbit-api"))
                .anyMatch(thread -> Stream.of(thread.getValue())
                        .anyMatch(frame -> frame.getMethodName().equals("write")));
    }

    @Test
    void aCertificateOfTheAuthorityIsEnoughWhereItIsAskedFor() throws Exception {
        int port = serve(
                        Map.of(
                                "ssl.keystore.location",
                                pem("a.pem", agent).toString(),
                                "ssl.client.auth",
                                "required",
                                "ssl.truststore.type",
                                "PEM",
                                "ssl.truststore.location",
                                trusted.toString()),
                        null)
                .port();
        String snapshot = "https://127.0.0.2:" + port + "/v1/snapshot";

        assertThat(get(client(client), snapshot).statusCode()).isEqualTo(200);
        assertThatThrownBy(() -> get(client(null), snapshot)).isInstanceOf(IOException.class);
        Certificates stranger = Certificates.selfSigned(directory.resolve("stranger.p12"), "stranger", "dns:client");
        assertThatThrownBy(() -> get(client(stranger), snapshot)).isInstanceOf(IOException.class);
    }

    /** A certificate is renewed without a restart; one that is half written is not taken. */
    @Test
    void newConnectionsGetTheCertificateThatIsThereThen() throws Exception {
        Path file = pem("renewed.pem", agent);
        int port = serve(Map.of("ssl.keystore.location", file.toString()), null).port();
        assertThat(shown(port)).isEqualTo("CN=agent");

        Files.writeString(file, "-----BEGIN PRIVATE");
        touch(file, 1);
        assertThat(shown(port)).isEqualTo("CN=agent");

        Certificates renewed = authority.signed(directory.resolve("renewed.p12"), "renewed", "dns:localhost");
        Files.writeString(file, renewed.keyPem() + renewed.certificatePem());
        touch(file, 2);
        assertThat(shown(port)).isEqualTo("CN=renewed");
    }

    @Test
    void readsAnewWhatItsValuesReferTo() throws Exception {
        Path secrets = Files.createDirectory(directory.resolve("referred"));
        Files.writeString(secrets.resolve("key"), agent.keyPem());
        Files.writeString(secrets.resolve("certificate"), agent.certificatePem());
        int port = serve(
                        Map.of(
                                "config.providers",
                                "dir",
                                "config.providers.dir.class",
                                "org.apache.kafka.common.config.provider.DirectoryConfigProvider",
                                "ssl.keystore.key",
                                "${dir:" + secrets + ":key}",
                                "ssl.keystore.certificate.chain",
                                "${dir:" + secrets + ":certificate}"),
                        null)
                .port();
        assertThat(shown(port)).isEqualTo("CN=agent");

        Certificates renewed = authority.signed(directory.resolve("referred.p12"), "referred", "dns:localhost");
        Files.writeString(secrets.resolve("key"), renewed.keyPem());
        // which the certificate is not of yet
        assertThat(shown(port)).isEqualTo("CN=agent");
        Files.writeString(secrets.resolve("certificate"), renewed.certificatePem());
        assertThat(shown(port)).isEqualTo("CN=referred");
    }

    /** Two writes within the clock's tick of the file system are one to whoever looks at the time. */
    private static void touch(Path file, int seconds) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(java.time.Instant.now().plusSeconds(seconds)));
    }

    private static String shown(int port) throws Exception {
        HttpResponse<String> answer = get(client(null), "https://localhost:" + port + "/v1/health");
        X509Certificate certificate =
                (X509Certificate) answer.sslSession().orElseThrow().getPeerCertificates()[0];
        return certificate.getSubjectX500Principal().getName();
    }
}
