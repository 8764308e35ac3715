// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.orbit.reconciler.testkit.Identity;
import dev.orbit.schemas.Problem;
import java.io.EOFException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The agents' API behind TLS, and each way in which it is not reached. */
@Timeout(120)
class TlsTest {

    private static final ClientSettings ONCE = new ClientSettings(3_000, 20_000, 1, 0, 1 << 20);

    @TempDir
    private static Path directory;

    private static Identity authority;
    private static Identity agent;
    private static Identity client;
    private static Identity stranger;

    private @Nullable HttpsServer server;

    @BeforeAll
    static void makeIdentities() throws Exception {
        authority = Identity.authority(directory.resolve("authority"));
        stranger = Identity.authority(directory.resolve("stranger"));
        agent = authority.signed(directory.resolve("agent"), "dns:localhost,dns:agent-1.example.com", "-1d");
        client = authority.signed(directory.resolve("client"), "dns:client", "-1d");
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.stop(0);
        }
    }

    /**
     * An agent without anything to tell.
     *
     * @param protocol the only one that it speaks
     * @param clientAuthority whose certificates it wants; null: none
     */
    private int serve(Identity shown, String protocol, @Nullable Identity clientAuthority) throws Exception {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(shown.keyStore(), Identity.PASSWORD.toCharArray());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        if (clientAuthority != null) {
            trusted.setCertificateEntry("trusted", clientAuthority.keyStore().getCertificate("key"));
        }
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        HttpsServer started = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server = started;
        started.setHttpsConfigurator(new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters ssl = context.getDefaultSSLParameters();
                ssl.setProtocols(new String[] {protocol});
                ssl.setNeedClientAuth(clientAuthority != null);
                parameters.setSSLParameters(ssl);
            }
        });
        started.createContext("/", exchange -> {
            byte[] body = "{\"events\":[]}".getBytes(UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        started.start();
        return started.getAddress().getPort();
    }

    private static TlsFiles files(@Nullable Path ca, @Nullable Path cert, @Nullable Path key) {
        return new TlsFiles(text(ca), text(cert), text(key));
    }

    private static @Nullable String text(@Nullable Path file) {
        return file == null ? null : file.toString();
    }

    private static HttpAgentClient clientOf(String host, int port, TlsFiles files) {
        return new HttpAgentClient("https://" + host + ":" + port, "token", files, ONCE);
    }

    private static Problem failure(String host, int port, TlsFiles files) {
        AgentException e = catchThrowableOfType(
                AgentException.class, () -> clientOf(host, port, files).events());
        assertThat(e.problems()).hasSize(1);
        Problem problem = e.problems().get(0);
        assertThat(problem.message()).contains("https://" + host + ":" + port).doesNotContain("\n");
        return problem;
    }

    private static Problem refusal(TlsFiles files) {
        return catchThrowableOfType(AgentException.class, () -> clientOf("localhost", 1, files))
                .problems()
                .get(0);
    }

    @Test
    void trustsTheAuthorityThatItIsGiven() throws Exception {
        int port = serve(agent, "TLSv1.3", null);

        assertThat(clientOf("localhost", port, files(authority.certificate(), null, null))
                        .events()
                        .events())
                .isEmpty();
    }

    @Test
    void tellsAnAuthorityThatItDoesNotKnow() throws Exception {
        int port = serve(agent, "TLSv1.3", null);

        Problem ofJava = failure("localhost", port, TlsFiles.NONE);
        assertThat(ofJava.code()).isEqualTo("agent_tls_failed");
        assertThat(ofJava.message()).contains("no authority that Java trusts");
        assertThat(ofJava.remedy()).contains("--ca-file", "ORBIT_CA_FILE", "ca_file");

        Path other = stranger.certificate();
        assertThat(failure("localhost", port, files(other, null, null)).message())
                .contains("none of the authorities in " + other);
    }

    @Test
    void tellsACertificateThatHasExpired() throws Exception {
        Identity expired = authority.signed(directory.resolve("expired"), "dns:localhost", "-31d");
        int port = serve(expired, "TLSv1.3", null);

        Problem problem = failure("localhost", port, files(authority.certificate(), null, null));
        assertThat(problem.message()).contains("has expired", "NotAfter");
        assertThat(problem.remedy()).contains("Renew it");
    }

    @Test
    void tellsACertificateThatIsNotValidYet() throws Exception {
        Identity early = authority.signed(directory.resolve("early"), "dns:localhost", "+2d");
        int port = serve(early, "TLSv1.3", null);

        assertThat(failure("localhost", port, files(authority.certificate(), null, null))
                        .message())
                .contains("not valid yet", "NotBefore");
    }

    @Test
    void tellsACertificateOfAnotherHost() throws Exception {
        int port = serve(agent, "TLSv1.3", null);

        Problem problem = failure("127.0.0.1", port, files(authority.certificate(), null, null));
        assertThat(problem.message()).contains("not for 127.0.0.1, but for localhost, agent-1.example.com");
        assertThat(problem.remedy()).contains("subject alternative name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void showsACertificateWhereOneIsWanted(String protocol) throws Exception {
        int port = serve(agent, protocol, authority);
        Path ca = authority.certificate();

        assertThat(clientOf("localhost", port, files(ca, client.certificate(), client.key()))
                        .events()
                        .events())
                .isEmpty();
        assertThat(clientOf("localhost", port, files(ca, client.both(), null))
                        .events()
                        .events())
                .isEmpty();
    }

    /** In TLS 1.3 the client hears of it after its request, and may find the connection closed before that. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void tellsAMissingClientCertificate(String protocol) throws Exception {
        int port = serve(agent, protocol, authority);

        Problem problem = failure("localhost", port, files(authority.certificate(), null, null));
        assertThat(problem.message()).contains("client certificate");
        assertThat(problem.message() + problem.remedy())
                .contains("--client-cert-file", "ORBIT_CLIENT_CERT_FILE", "client_cert_file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void tellsAClientCertificateThatIsNotTaken(String protocol) throws Exception {
        int port = serve(agent, protocol, authority);
        Path shown = stranger.certificate();

        assertThat(failure("localhost", port, files(authority.certificate(), shown, stranger.key()))
                        .message())
                .contains("take the client certificate in " + shown);
    }

    /** What Java says when it has read the agent's alert. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Received fatal alert: bad_certificate",
                "Received fatal alert: certificate_required",
                "(certificate_unknown) Received fatal alert: certificate_unknown"
            })
    void tellsWhatAnAgentSaysOfTheClientsCertificate(String alert) {
        Endpoint endpoint = Endpoint.of("https://agent-1:8080", null);
        Problem missing = new TlsFailure(endpoint, TlsFiles.NONE).problem(new SSLHandshakeException(alert));
        Problem refused =
                new TlsFailure(endpoint, new TlsFiles(null, "c.pem", null)).problem(new SSLHandshakeException(alert));

        assertThat(missing.message()).contains("it wants a client certificate, and none was given.");
        assertThat(missing.remedy()).contains("--client-cert-file");
        assertThat(refused.message()).contains("does not take the client certificate in c.pem", alert);
        assertThat(refused.remedy()).contains("orbit.api.ssl.truststore");
    }

    /** What Java says when the connection ended before an alert was read. */
    @Test
    void asksForTheClientsCertificateWhereTheHandshakeEndsUnsaid() {
        SSLHandshakeException ended = new SSLHandshakeException("Remote host terminated the handshake");
        ended.initCause(new EOFException("SSL peer shut down incorrectly"));
        Endpoint endpoint = Endpoint.of("https://agent-1:8080", null);

        assertThat(new TlsFailure(endpoint, TlsFiles.NONE).problem(ended).message())
                .contains("want a client certificate", "--client-cert-file");
        assertThat(new TlsFailure(endpoint, new TlsFiles(null, "c.pem", null))
                        .problem(ended)
                        .message())
                .contains("take the client certificate in c.pem?");
    }

    /** Its start is no HTTP, and the connection ends. */
    @Test
    void tellsATlsPortBehindHttp() throws Exception {
        int port = serve(agent, "TLSv1.3", null);
        HttpAgentClient plain = new HttpAgentClient("http://localhost:" + port, "token", TlsFiles.NONE, ONCE);

        AgentException e = catchThrowableOfType(AgentException.class, plain::events);
        assertThat(e.problems().get(0).message()).contains("http://localhost:" + port, "else use https://");
    }

    @Test
    void tellsFilesThatAreOfNoUse() throws Exception {
        Path missing = directory.resolve("missing");
        assertThat(refusal(files(missing, null, null)).toString())
                .contains("ca_file", missing.toString(), "no such file");
        assertThat(refusal(files(client.key(), null, null)).message()).contains("no certificate in PEM");
        assertThat(refusal(files(directory, null, null)).message()).contains("Cannot read " + directory);
        Path empty = Files.writeString(
                directory.resolve("empty"), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        assertThat(refusal(files(empty, null, null)).message()).contains("a certificate that is none");

        Path cut = Files.writeString(
                directory.resolve("cut"), "-----BEGIN CERTIFICATE-----\nAAAAA\n-----END CERTIFICATE-----\n");
        assertThat(refusal(files(cut, null, null)).message()).contains(cut + " holds a block", "no base64");

        assertThat(refusal(files(null, null, client.key())).toString()).contains("client_cert_file", "no certificate");
        assertThat(refusal(files(null, client.certificate(), null)).message())
                .contains("no key in unencrypted PKCS #8");
        Path mixed = Files.writeString(
                directory.resolve("mixed"),
                Files.readString(client.certificate()) + Files.readString(stranger.certificate()));
        assertThat(refusal(files(null, mixed, client.key())).message())
                .contains(mixed + " holds certificates of which one did not sign the one before it");
        Problem other = refusal(files(null, client.certificate(), agent.key()));
        assertThat(other.field()).isEqualTo("client_key_file");
        assertThat(other.message())
                .contains(agent.key().toString(), client.certificate().toString());
    }

    @Test
    void readsNoFileForAnEndpointWithoutTls() {
        TlsFiles missing = files(directory.resolve("missing"), null, null);

        assertThat(new HttpAgentClient("http://127.0.0.1:1", null, missing)).isNotNull();
    }

    @Test
    void takesFromTheEnvironmentWhatIsNotGiven() {
        Map<String, String> environment =
                Map.of("ORBIT_CA_FILE", "ca", "ORBIT_CLIENT_CERT_FILE", "", "ORBIT_CLIENT_KEY_FILE", "key");

        assertThat(TlsFiles.of(null, null, null, environment)).isEqualTo(new TlsFiles("ca", null, "key"));
        assertThat(TlsFiles.of("a", "b", "c", environment)).isEqualTo(new TlsFiles("a", "b", "c"));
        assertThat(TlsFiles.of(null, null, null, Map.of())).isEqualTo(TlsFiles.NONE);
    }
}
