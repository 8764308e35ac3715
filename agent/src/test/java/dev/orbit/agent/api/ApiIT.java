// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.lab.AgentProcess;
import dev.orbit.agent.trial.Api;
import dev.orbit.agent.trial.SharedTrial;
import dev.orbit.agent.trial.Trial;
import dev.orbit.schemas.InitiateRequest;
import dev.orbit.schemas.Json;
import dev.orbit.schemas.Problem;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The HTTP API as it answers whoever does not know it: every refusal in one shape, in words of its user. */
@ExtendWith(SharedTrial.class)
@Timeout(120)
class ApiIT {

    private static final int BODY_BYTES_MAX = 4 << 20;

    private final Api api;
    private final Trial trial;

    ApiIT(Trial trial) {
        this.trial = trial;
        this.api = trial.api();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            /v1/changes             | ``                                                  | wrong_type        |
            /v1/changes             | {"dry_run": false,                                  | malformed_request |
            /v1/changes             | {"dry_run": false, "changes": []} []                | malformed_request |
            /v1/changes             | {"dry_run": false, "dry_run": true, "changes": []}  | malformed_request |
            /v1/changes             | []                                                  | wrong_type        |
            /v1/changes             | null                                                | wrong_type        |
            /v1/changes             | {"changes": []}                                     | missing_field     | dry_run
            /v1/changes             | {"dry_run": false}                                  | missing_field     | changes
            /v1/changes             | {"dry_run": false, "changes": null}                 | missing_field     | changes
            /v1/changes             | {"dry_run": false, "changes": [], "dryrun": true}   | unknown_key       | dryrun
            /v1/changes             | {"dry_run": "no", "changes": []}                    | wrong_type        | dry_run
            /v1/changes             | {"dry_run": false, "changes": {}}                   | wrong_type        | changes
            /v1/changes             | {"dry_run": false, "changes": [7]}                  | wrong_type        | changes[0]
            /v1/changes             | {"dry_run": false, "changes": [{}]}                 | missing_field     | changes[0].type
            /v1/changes             | {"dry_run": false, "changes": [{"type": "put"}]}    | invalid_value     | changes[0].type
            /v1/migrations/initiate | {"topics": "orders", "dry_run": false}              | wrong_type        | topics
            /v1/migrations/initiate | {"topics": [null], "dry_run": false}                | wrong_type        | topics[0]
            /v1/migrations/initiate | {"topics": [], "dry_run": false, "max_offset_lag": 1.5} | wrong_type    | max_offset_lag
            /v1/migrations/initiate | {"topics": [], "dry_run": false, "max_time_lag_seconds": 3000000000} | wrong_type | max_time_lag_seconds
            /v1/migrations/abort    | {"topics": [], "dry_run": false}                    | unknown_key       | dry_run
            """)
    void saysWhatIsWrongWithARequest(String path, String body, String code, String field) throws Exception {
        Api.Answer answer = api.post(path, body);

        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(inOneShape(answer)).singleElement().satisfies(problem -> {
            assertThat(problem.code()).isEqualTo(code);
            assertThat(problem.field()).isEqualTo(field);
        });
    }

    @Test
    void eachTokenAllowsWhatItIsFor(@TempDir Path directory) throws Exception {
        Map<String, String> tokens =
                Map.of("ORBIT_API_READ_TOKEN", "reads", "ORBIT_API_PLAN_TOKEN", "plans", "ORBIT_API_TOKEN", "writes");
        try (AgentProcess agent = AgentProcess.start(directory, tokens)) {
            Api guarded = new Api(agent.endpoint());
            String dryRun = "{\"dry_run\": true, \"changes\": []}";
            String change = "{\"dry_run\": false, \"changes\": []}";

            assertThat(guarded.get("/metrics").status()).isEqualTo(401);
            assertThat(status(guarded, guarded.request("/metrics"), "reads")).isEqualTo(200);
            assertThat(status(guarded, post(guarded, dryRun), "reads")).isEqualTo(403);
            assertThat(status(guarded, post(guarded, dryRun), "plans")).isEqualTo(200);
            assertThat(status(guarded, post(guarded, change), "plans")).isEqualTo(403);
            assertThat(status(guarded, post(guarded, change), "writes")).isEqualTo(200);
        }
    }

    private static HttpRequest.Builder post(Api api, String json) {
        return api.request("/v1/changes")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json));
    }

    private static int status(Api api, HttpRequest.Builder request, String token) throws Exception {
        return api.send(request.header("Authorization", "Bearer " + token)).status();
    }

    @Test
    void findsAllThatIsWrongWithARequestAtOnce() throws Exception {
        Api.Answer answer = api.post("/v1/changes", """
                {"dry_run": "yes", "changes": [
                  {"type": "put_link", "revision": 0,
                   "spec": {"name": "second", "source_bootstrap_brokers": [{"hostname": "h", "port": "9092"}],
                            "auto_migration": {"enabled": true}}},
                  {"type": "delete_topic_mapping", "link": "default", "revision": 1}]}
                """);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(inOneShape(answer))
                .extracting(Problem::field)
                .containsExactlyInAnyOrder(
                        "dry_run",
                        "changes[0].spec.source_bootstrap_brokers[0].port",
                        "changes[0].spec.source_cluster_credentials",
                        "changes[0].spec.auto_migration.enabled",
                        "changes[0].spec.fetch",
                        "changes[0].spec.consumer_groups",
                        "changes[0].spec.acls",
                        "changes[0].spec.cluster_config",
                        "changes[0].spec.state",
                        "changes[1].source");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /v1/changes, 405, wrong_method",
        "DELETE, /v1/migrations/abort, 405, wrong_method",
        "POST, /v1/snapshot, 405, wrong_method",
        "POST, /v1/health, 405, wrong_method",
        "PUT, /v1/snapshot, 405, wrong_method",
        "POST, /metrics, 405, wrong_method",
        "POST, /, 405, wrong_method",
        "GET, /console/, 404, unknown_path",
        "GET, /v1/snapshot/, 404, unknown_path",
        "GET, /v2/snapshot, 404, unknown_path",
        "POST, /v1/migrations, 404, unknown_path"
    })
    void refusesOtherPathsAndMethods(String method, String path, int status, String code) throws Exception {
        Api.Answer answer = api.send(api.request(path)
                .header("Content-Type", "application/json")
                .method(method, method.equals("GET") ? BodyPublishers.noBody() : BodyPublishers.ofString("{}")));

        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(inOneShape(answer)).singleElement().satisfies(problem -> {
            assertThat(problem.code()).isEqualTo(code);
            assertThat(problem.message()).contains(path);
        });
    }

    @Test
    void servesMetricsToPrometheus() throws Exception {
        Api.Answer answer = api.get("/metrics");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.contentType()).startsWith("text/plain; version=0.0.4");
        assertThat(answer.body()).contains("\norbit_agent_held_bytes 0.0\n");
    }

    /** Some programs look with HEAD whether a server is there. */
    @Test
    void answersHeadWithoutABody() throws Exception {
        for (int turn = 0; turn < 3; turn++) {
            Api.Answer answer = api.send(api.request("/v1/snapshot").method("HEAD", BodyPublishers.noBody()));
            assertThat(answer.status()).isEqualTo(405);
            assertThat(answer.body()).isEmpty();
        }
        assertThat(api.get("/v1/health").status()).isEqualTo(200);
    }

    @Test
    void refusesABodyThatIsTooLarge() throws Exception {
        String fits = "{\"topics\": [\"none\"]}";
        Api.Answer largest = api.post("/v1/migrations/abort", fits + " ".repeat(BODY_BYTES_MAX - fits.length()));
        assertThat(largest.status()).as(largest.body()).isEqualTo(200);

        for (int bytes : List.of(BODY_BYTES_MAX + 1, 3 * BODY_BYTES_MAX)) {
            Api.Answer answer = api.post("/v1/migrations/abort", fits + " ".repeat(bytes - fits.length()));
            assertThat(answer.status()).as(answer.body()).isEqualTo(413);
            assertThat(inOneShape(answer)).singleElement().satisfies(problem -> {
                assertThat(problem.code()).isEqualTo("body_too_large");
                assertThat(problem.message()).contains(Integer.toString(BODY_BYTES_MAX));
            });
        }
    }

    @Test
    void wantsToBeToldThatItIsJson() throws Exception {
        Api.Answer answer =
                api.send(api.request("/v1/changes").POST(BodyPublishers.ofString("{\"dry_run\":true,\"changes\":[]}")));

        assertThat(answer.status()).isEqualTo(415);
        assertThat(inOneShape(answer)).extracting(Problem::code).containsExactly("unsupported_media_type");
    }

    @Test
    void answersAsTheContractSays() throws Exception {
        trial.proxy("api-contract", 1);
        Contract.assertKept(api.get("/v1/health"), "Health");
        Contract.assertKept(api.get("/v1/snapshot"), "Snapshot");
        Contract.assertKept(api.post("/v1/changes", "{\"dry_run\": false, \"changes\": []}"), "ChangesResponse");
        Contract.assertKept(
                api.post("/v1/migrations/abort", "{\"topics\": [\"api-contract\", \"none\"]}"), "AbortResponse");
        String request = Json.MAPPER.writeValueAsString(
                new InitiateRequest(null, List.of("api-contract", "none"), null, true, null, null, null));
        Contract.assertKept(api.post("/v1/migrations/initiate", request), "InitiateResponse");
    }

    private static List<Problem> inOneShape(Api.Answer answer) throws Exception {
        Contract.assertKept(answer, "ErrorBody");
        assertThat(answer.body()).doesNotContain("dev.orbit", "java.", "com.fasterxml", "Exception");
        return answer.problems();
    }
}
