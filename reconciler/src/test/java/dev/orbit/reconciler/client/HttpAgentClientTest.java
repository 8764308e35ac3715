// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.client;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import dev.orbit.schemas.AbortRequest;
import dev.orbit.schemas.Change;
import dev.orbit.schemas.ChangesRequest;
import dev.orbit.schemas.InitiateRequest;
import dev.orbit.schemas.Problem;
import dev.orbit.schemas.ResyncRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpAgentClientTest {

    private static final ClientSettings QUICK_TO_REPEAT = new ClientSettings(10_000, 30_000, 3, 1, 10_000);
    private static final ClientSettings HASTY = new ClientSettings(10_000, 500, 3, 1, 10_000);
    private static final String EMPTY_SNAPSHOT =
            "{\"cluster\":{\"cluster_id\":\"c1\",\"coordinator\":1,\"agents\":[{\"id\":1}]},"
                    + "\"links\":[],\"topic_mappings\":[],\"topics\":[],\"groups\":[],\"acls\":[]}";
    private static final ChangesRequest DELETE =
            new ChangesRequest(false, List.of(new Change.DeleteLink("default", 3)));

    private final WireMockServer agent = new WireMockServer(
            wireMockConfig().bindAddress("127.0.0.1").dynamicPort().dynamicHttpsPort());

    @BeforeEach
    void start() {
        agent.start();
    }

    @AfterEach
    void stop() {
        agent.stop();
    }

    private String endpoint() {
        return "http://127.0.0.1:" + agent.port();
    }

    private HttpAgentClient client() {
        return client(endpoint(), null);
    }

    private static HttpAgentClient client(String endpoint, @Nullable String token) {
        return new HttpAgentClient(endpoint, token, TlsFiles.NONE, QUICK_TO_REPEAT);
    }

    private HttpAgentClient hastyClient() {
        return new HttpAgentClient(endpoint(), null, TlsFiles.NONE, HASTY);
    }

    private void snapshotAnswers(ResponseDefinitionBuilder answer) {
        agent.stubFor(get(anyUrl()).willReturn(answer));
    }

    private void changesAnswer(ResponseDefinitionBuilder answer) {
        agent.stubFor(post(anyUrl()).willReturn(answer));
    }

    private static ResponseDefinitionBuilder json(int status, String body) {
        return aResponse()
                .withStatus(status)
                .withHeader("Content-Type", "application/json")
                .withBody(body);
    }

    private static AgentException failure(Runnable call) {
        return catchThrowableOfType(AgentException.class, call::run);
    }

    private static Problem onlyProblem(Runnable call) {
        AgentException e = failure(call);
        assertThat(e.problems()).hasSize(1);
        return e.problems().get(0);
    }

    private void assertSent(int times) {
        assertThat(agent.getAllServeEvents()).hasSize(times);
    }

    @Test
    void readsASnapshotAndSendsTheToken() {
        snapshotAnswers(json(200, EMPTY_SNAPSHOT));

        assertThat(client(endpoint() + "/", "s3cret").snapshot().cluster().clusterId())
                .isEqualTo("c1");
        agent.verify(getRequestedFor(urlEqualTo("/v1/snapshot")).withHeader("Authorization", equalTo("Bearer s3cret")));
    }

    @Test
    void keepsThePathPrefixOfTheEndpoint() {
        snapshotAnswers(json(200, EMPTY_SNAPSHOT));

        client(endpoint() + "/orbit", null).snapshot();

        agent.verify(getRequestedFor(urlEqualTo("/orbit/v1/snapshot")).withoutHeader("Authorization"));
    }

    @Test
    void postsEachRequestToItsPath() {
        agent.stubFor(post("/v1/changes").willReturn(json(200, "{\"revisions\":[0],\"topics\":[],\"warnings\":[]}")));
        agent.stubFor(post("/v1/migrations/initiate").willReturn(json(200, "{\"initiated\":[\"a\"],\"errors\":[]}")));
        agent.stubFor(post("/v1/migrations/abort").willReturn(json(200, "{\"aborted\":[\"b\"],\"errors\":[]}")));
        agent.stubFor(post("/v1/topics/resync").willReturn(json(200, "{\"resyncing\":[\"c\"],\"errors\":[]}")));

        assertThat(client().resync(new ResyncRequest("l", List.of("c"), null, false, true))
                        .resyncing())
                .containsExactly("c");
        assertThat(client().change(DELETE).revisions()).containsExactly(0L);
        assertThat(client().initiate(initiate(false)).initiated()).containsExactly("a");
        assertThat(client().abort(new AbortRequest("l", List.of("b"), null)).aborted())
                .containsExactly("b");
        agent.verify(
                postRequestedFor(urlEqualTo("/v1/changes"))
                        .withHeader("Content-Type", equalTo("application/json"))
                        .withRequestBody(
                                equalToJson(
                                        "{\"dry_run\":false,\"changes\":[{\"type\":\"delete_link\",\"name\":\"default\",\"revision\":3}]}")));
    }

    private static InitiateRequest initiate(boolean dryRun) {
        return new InitiateRequest(null, List.of("a"), null, dryRun, null, null, null);
    }

    @Test
    void passesFieldsOverThatItDoesNotKnow() {
        snapshotAnswers(json(200, EMPTY_SNAPSHOT.replaceFirst("\\{", "{\"added_later\":1,")));

        assertThat(client().snapshot().links()).isEmpty();
    }

    @Test
    void handsOnEveryProblemOfAnErrorBody() {
        changesAnswer(json(
                409,
                "{\"errors\":[{\"code\":\"stale_revision\",\"message\":\"m1\",\"remedy\":\"r1\"},"
                        + "{\"code\":\"other\",\"message\":\"m2\",\"field\":\"f\",\"remedy\":\"r2\"}]}"));

        AgentException e = failure(() -> client().change(DELETE));

        assertThat(e.status()).isEqualTo(409);
        assertThat(e.problems())
                .containsExactly(
                        new Problem("stale_revision", "m1", null, "r1"), new Problem("other", "m2", "f", "r2"));
        assertSent(1);
    }

    @Test
    void repeatsAReadOnNotReadyUntilItSucceeds() {
        agent.stubFor(get(anyUrl())
                .inScenario("start")
                .whenScenarioStateIs(Scenario.STARTED)
                .willReturn(notReady())
                .willSetStateTo("ready"));
        agent.stubFor(
                get(anyUrl()).inScenario("start").whenScenarioStateIs("ready").willReturn(json(200, EMPTY_SNAPSHOT)));

        assertThat(client().snapshot().cluster().coordinator()).isEqualTo(1);
        assertSent(2);
    }

    private static ResponseDefinitionBuilder notReady() {
        return json(503, "{\"errors\":[{\"code\":\"not_ready\",\"message\":\"m\",\"remedy\":\"r\"}]}");
    }

    @Test
    void repeatsReadsABoundedNumberOfTimesOnNotReady() {
        snapshotAnswers(notReady());
        changesAnswer(notReady());

        assertThat(failure(() -> client().snapshot()).problems().get(0).code()).isEqualTo("not_ready");
        assertSent(3);
        failure(() -> client().change(new ChangesRequest(true, List.of())));
        assertSent(6);
        failure(() -> client().initiate(initiate(true)));
        assertSent(9);
    }

    @Test
    void sendsAChangeOnceOnNotReady() {
        changesAnswer(notReady());

        assertThat(failure(() -> client().change(DELETE)).status()).isEqualTo(503);
        failure(() -> client().initiate(initiate(false)));
        failure(() -> client().abort(new AbortRequest(null, List.of(), "x")));
        assertSent(3);
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"CONNECTION_RESET_BY_PEER", "EMPTY_RESPONSE", "RANDOM_DATA_THEN_CLOSE"})
    void sendsAChangeOnceWhenTheConnectionBreaksAndSaysTheOutcomeIsUnknown(Fault fault) {
        changesAnswer(aResponse().withFault(fault));

        Problem problem = onlyProblem(() -> client().change(DELETE));

        assertThat(problem.code()).isEqualTo("agent_connection_broken");
        assertThat(problem.message()).contains(endpoint(), "Whether the call was carried out is unknown");
        assertThat(problem.remedy()).contains("orbit status");
        assertSent(1);
    }

    @Test
    void sendsAChangeOnceOverAConnectionThatWasUsedBefore() {
        snapshotAnswers(json(200, EMPTY_SNAPSHOT));
        changesAnswer(aResponse().withFault(Fault.EMPTY_RESPONSE));
        HttpAgentClient client = client();
        client.snapshot();

        onlyProblem(() -> client.change(DELETE));

        agent.verify(1, postRequestedFor(anyUrl()));
    }

    @Test
    void repeatsAReadWhenTheConnectionBreaks() {
        snapshotAnswers(aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER));

        Problem problem = onlyProblem(() -> client().snapshot());

        assertThat(problem.code()).isEqualTo("agent_connection_broken");
        assertThat(problem.message()).doesNotContain("unknown");
        assertSent(3);
    }

    @Test
    void tellsAnAnswerThatBreaksOff() {
        snapshotAnswers(json(200, EMPTY_SNAPSHOT).withFault(Fault.MALFORMED_RESPONSE_CHUNK));

        assertThat(onlyProblem(() -> client().snapshot()).code()).isEqualTo("agent_connection_broken");
    }

    @Test
    void boundsTheWaitForAnAnswer() {
        snapshotAnswers(json(200, EMPTY_SNAPSHOT).withFixedDelay(20_000));
        changesAnswer(json(200, "{}").withFixedDelay(20_000));

        Problem read = onlyProblem(() -> hastyClient().snapshot());
        Problem write = onlyProblem(() -> hastyClient().change(DELETE));

        assertThat(read.code()).isEqualTo("agent_timeout");
        assertThat(read.message()).contains(endpoint(), "500 ms").doesNotContain("unknown");
        assertThat(write.message()).contains("Whether the call was carried out is unknown");
    }

    @Test
    void boundsTheWaitForAnAnswerThatTrickles() {
        snapshotAnswers(json(200, EMPTY_SNAPSHOT).withChunkedDribbleDelay(10, 20_000));

        assertThat(onlyProblem(() -> hastyClient().snapshot()).code()).isEqualTo("agent_timeout");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<html>hello</html>",
                "",
                "null",
                "[]",
                "{}",
                "{\"cluster\":null,\"links\":[],\"topic_mappings\":[],\"topics\":[],\"groups\":[],\"acls\":[]}",
                "{\"cluster\":{\"cluster_id\":\"c1\",\"coordinator\":\"one\",\"agents\":[]},"
                        + "\"links\":[],\"topic_mappings\":[],\"topics\":[],\"groups\":[],\"acls\":[]}",
                "{\"cluster\":{\"coordinator\":1,\"agents\":[]},\"links\":[],\"topic_mappings\":[],\"topics\":[],"
                        + "\"groups\":[],\"acls\":[]}"
            })
    void tellsAnAnswerThatIsNotAnAgents(String body) {
        snapshotAnswers(aResponse().withHeader("Content-Type", "text/plain").withBody(body));

        Problem problem = onlyProblem(() -> client().snapshot());

        assertThat(problem.code()).isEqualTo("agent_answer_invalid");
        assertThat(problem.message()).contains(endpoint(), "HTTP 200", "text/plain");
        assertSent(1);
    }

    @Test
    void namesTheRequiredFieldThatAnAnswerLacks() {
        snapshotAnswers(json(
                200,
                "{\"cluster\":{\"coordinator\":1,\"agents\":[]},\"links\":[],\"topic_mappings\":[],\"topics\":[],"
                        + "\"groups\":[],\"acls\":[]}"));

        assertThat(onlyProblem(() -> client().snapshot()).message()).contains("no cluster.cluster_id");
    }

    @Test
    void boundsTheLengthOfAnAnswer() {
        snapshotAnswers(json(200, "[" + " ".repeat(10_000) + "]"));

        assertThat(onlyProblem(() -> client().snapshot()).message()).contains("longer than 10000 bytes");
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 404, 500, 502})
    void showsStatusAndStartOfAForeignErrorPage(int status) {
        snapshotAnswers(aResponse()
                .withStatus(status)
                .withHeader("Location", "http://127.0.0.1:1/")
                .withBody("<h1>\n\tsorry " + "x".repeat(500)));

        AgentException e = failure(() -> client().snapshot());

        assertThat(e.status()).isEqualTo(status);
        assertThat(e.problems().get(0).message())
                .contains("HTTP " + status, "\"<h1> sorry xxx")
                .hasSizeLessThan(300);
        assertSent(1);
    }

    @Test
    void tellsAMissingTokenFromAWrongOne() {
        snapshotAnswers(aResponse().withStatus(401));

        Problem missing = onlyProblem(() -> client().snapshot());
        Problem wrong = onlyProblem(() -> client(endpoint(), "wrong").snapshot());

        assertThat(missing.message()).contains("none is set");
        assertThat(wrong.message()).contains("does not accept the token").doesNotContain("wrong\"");
        assertThat(missing.remedy()).contains("ORBIT_TOKEN");
    }

    @Test
    void tellsARefusedConnection() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        String refusing = "http://127.0.0.1:" + port;
        Problem problem = onlyProblem(() -> client(refusing, null).snapshot());

        assertThat(problem.code()).isEqualTo("agent_unreachable");
        assertThat(problem.message()).contains(refusing, "refused");
        assertThat(problem.remedy()).contains("orbit agent");
    }

    @Test
    void tellsAnUnknownHost() {
        String unknown = "http://no-such-host.invalid:1";
        Problem problem = onlyProblem(() -> client(unknown, null).snapshot());

        assertThat(problem.message()).contains("\"no-such-host.invalid\" is unknown (DNS)");
    }

    @Test
    void tellsACertificateThatIsNotTrusted() {
        String https = "https://127.0.0.1:" + agent.httpsPort();
        Problem problem = onlyProblem(() -> client(https, null).snapshot());

        assertThat(problem.code()).isEqualTo("agent_tls_failed");
        assertThat(problem.message()).contains(https);
    }

    @Test
    void tellsAPlaintextPortBehindHttps() {
        String https = "https://127.0.0.1:" + agent.port();
        Problem problem = onlyProblem(() -> client(https, null).snapshot());

        assertThat(problem.code()).isEqualTo("agent_tls_failed");
        assertThat(problem.remedy()).contains("http://");
    }

    @Test
    void leavesTheInterruptSetWhenInterrupted() {
        snapshotAnswers(notReady());

        Thread.currentThread().interrupt();
        AgentException e = failure(() -> client().snapshot());

        assertThat(Thread.interrupted()).isTrue();
        assertThat(e.problems()).isNotEmpty();
    }
}
