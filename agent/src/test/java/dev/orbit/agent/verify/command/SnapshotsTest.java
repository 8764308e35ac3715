// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.verify.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.orbit.agent.api.BareServers;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Answers that a working agent does not give. */
class SnapshotsTest {

    private static final String EMPTY =
            "{\"cluster\":{\"cluster_id\":\"c\",\"coordinator\":1,\"agents\":[]},\"links\":[],\"topic_mappings\":[],"
                    + "\"topics\":[],\"groups\":[],\"acls\":[],\"new_in_the_next_version\":1}";

    private HttpServer server;
    private volatile int status = 200;
    private volatile String body = EMPTY;
    private volatile @Nullable String authorization;

    @BeforeEach
    void start() throws Exception {
        server = BareServers.plain();
        server.createContext("/v1/snapshot", exchange -> {
            authorization = exchange.getRequestHeaders().getFirst("Authorization");
            exchange.sendResponseHeaders(status, body.getBytes(UTF_8).length);
            exchange.getResponseBody().write(body.getBytes(UTF_8));
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private Snapshots snapshots(String token) {
        Endpoint endpoint =
                Endpoint.of("http://127.0.0.1:" + server.getAddress().getPort(), "", token);
        return new Snapshots(endpoint, new TlsOptions().context(endpoint, Map.of()));
    }

    @Test
    void sendsTheTokenAndPassesNewFieldsOver() {
        assertThat(snapshots("secret").now().cluster().clusterId()).isEqualTo("c");
        assertThat(authorization).isEqualTo("Bearer secret");

        snapshots("").now();
        assertThat(authorization).isNull();
    }

    @Test
    void aRefusalIsTheAgentsOwn() {
        status = 401;
        body = "{\"errors\":[{\"code\":\"unauthorized\",\"message\":\"No token.\",\"remedy\":\"Send one.\"}]}";
        assertThatThrownBy(() -> snapshots("").now()).hasMessage("No token. Send one. [unauthorized]");

        body = "<html>";
        assertThatThrownBy(() -> snapshots("").now())
                .hasMessageContaining("it wants a token, and none is set.")
                .hasMessageContaining("ORBIT_TOKEN");
        assertThatThrownBy(() -> snapshots("secret").now())
                .hasMessageContaining("it does not accept the token.")
                .hasMessageNotContaining("secret");
    }

    @Test
    void whatIsNoAgentIsSaidToBeNone() {
        body = "{}";
        assertThatThrownBy(() -> snapshots("").now()).hasMessageContaining("[agent_answer_invalid]");
        status = 404;
        assertThatThrownBy(() -> snapshots("").now()).hasMessageContaining("(HTTP 404)");
    }

    @Test
    void anAgentThatIsNotThereIsNamed() {
        server.stop(0);

        assertThatThrownBy(() -> snapshots("").now())
                .hasMessageContaining("No answer from the agent at http://127.0.0.1:"
                        + server.getAddress().getPort())
                .hasMessageContaining("[agent_unreachable]");
    }
}
