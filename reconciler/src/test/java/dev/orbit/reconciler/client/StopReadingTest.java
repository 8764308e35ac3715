// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.client;

import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.tomakehurst.wiremock.WireMockServer;
import dev.orbit.schemas.Change;
import dev.orbit.schemas.ChangesRequest;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Somebody does not want to wait any longer. */
class StopReadingTest {

    private static String code(HttpAgentClient client) {
        AgentException failure = catchThrowableOfType(AgentException.class, client::snapshot);
        return failure.problems().get(0).code();
    }

    @Test
    void endsTheReadsThatAreUnderWayAndAllLaterOnes() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            HttpAgentClient client =
                    new HttpAgentClient("http://127.0.0.1:" + silent.getLocalPort(), null, TlsFiles.NONE);
            CompletableFuture<String> read = CompletableFuture.supplyAsync(() -> code(client));
            try (Socket call = silent.accept()) {
                client.stopReading();

                assertThat(read.get(10, TimeUnit.SECONDS))
                        .as("while %s is open", call)
                        .isEqualTo("interrupted");
                assertThat(code(client)).isEqualTo("interrupted");
            }
        }
    }

    @Test
    void stillAwaitsWrites() {
        WireMockServer agent =
                new WireMockServer(wireMockConfig().bindAddress("127.0.0.1").dynamicPort());
        agent.start();
        try {
            agent.stubFor(post(anyUrl()).willReturn(okJson("{\"revisions\":[0],\"topics\":[],\"warnings\":[]}")));
            HttpAgentClient client = new HttpAgentClient("http://127.0.0.1:" + agent.port(), null, TlsFiles.NONE);
            client.stopReading();

            ChangesRequest delete = new ChangesRequest(false, List.of(new Change.DeleteLink("default", 3)));
            assertThat(client.change(delete).revisions()).containsExactly(0L);
        } finally {
            agent.stop();
        }
    }
}
