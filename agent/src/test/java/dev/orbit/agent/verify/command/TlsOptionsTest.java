// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.verify.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.orbit.agent.api.BareServers;
import dev.orbit.agent.trial.Certificates;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An agent behind TLS, asked by {@code orbit verify}. */
@Timeout(120)
class TlsOptionsTest {

    @TempDir
    private Path directory;

    private Path both;
    private HttpsServer server;
    private Endpoint agent;

    /** Its own certificate is the one that it takes of others, too. */
    @BeforeEach
    void start() throws Exception {
        Certificates own = Certificates.selfSigned(directory.resolve("own.p12"), "own", "dns:localhost");
        both = Files.writeString(directory.resolve("own.pem"), own.certificatePem() + own.keyPem());
        server = BareServers.secured();
        Endpoint any = Endpoint.of("https://localhost", "", "");
        server.setHttpsConfigurator(new HttpsConfigurator(
                new TlsOptions().context(any, Map.of("ORBIT_CLIENT_CERT_FILE", both.toString()))));
        server.createContext("/", exchange -> {
            byte[] body = "{\"events\":[]}".getBytes(UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        agent = Endpoint.of("https://localhost:" + server.getAddress().getPort(), "", "token");
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private Snapshots snapshots(Map<String, String> environment) {
        return new Snapshots(agent, new TlsOptions().context(agent, environment));
    }

    @Test
    void trustsTheAuthorityThatTheEnvironmentNames() {
        assertThat(snapshots(Map.of("ORBIT_CA_FILE", both.toString())).events()).isEmpty();
    }

    @Test
    void saysWhatToLookAtWhereThereIsNoConnection() {
        assertThatThrownBy(() -> snapshots(Map.of()).events())
                .hasMessageContaining("No TLS connection to the agent at " + agent)
                .hasMessageContaining("--ca-file")
                .hasMessageContaining("[agent_tls_failed]");
    }

    @Test
    void saysWhichFileIsOfNoUse() throws Exception {
        Path missing = directory.resolve("missing");
        assertThatThrownBy(() -> snapshots(Map.of("ORBIT_CA_FILE", missing.toString())))
                .hasMessageContaining(missing + ": there is no such file")
                .hasMessageContaining("[invalid_tls_file]");
        Path empty = Files.createFile(directory.resolve("empty"));
        assertThatThrownBy(() -> snapshots(Map.of("ORBIT_CA_FILE", empty.toString())))
                .hasMessageContaining("[invalid_tls_file]");
        assertThatThrownBy(() -> snapshots(Map.of("ORBIT_CLIENT_KEY_FILE", both.toString())))
                .hasMessageContaining("no certificate");
    }
}
