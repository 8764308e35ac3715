// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.cli;

import static dev.orbit.reconciler.cli.CommandHarness.LINK;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class OrbitCommandTest {

    @RegisterExtension
    final CommandHarness orbit = new CommandHarness();

    @Test
    void wrongUsageIsAnErrorWithExitCode1() {
        assertThat(orbit.run()).isEqualTo(1);
        assertThat(orbit.run("nonsense")).isEqualTo(1);
        assertThat(orbit.run("plan")).isEqualTo(1);
        assertThat(orbit.run("status", "--nonsense")).isEqualTo(1);
        assertThat(orbit.err()).contains("--nonsense", "orbit status --help");
        assertThat(orbit.run("migrate", "--topic", "a", "--max-offset-lag", "many"))
                .isEqualTo(1);
        assertThat(orbit.err()).contains("many", "--max-offset-lag");
        assertThat(orbit.run("migrate")).isEqualTo(1);
        assertThat(orbit.err()).contains("--topic-regex");
        assertThat(orbit.out()).isEmpty();
    }

    @Test
    void wrongUsageIsJsonWhenJsonIsAskedFor() {
        assertThat(orbit.run("plan", "--json", "--nonsense")).isEqualTo(1);
        assertThat(orbit.code()).isEqualTo("usage");
    }

    @Test
    void helpAndVersionAreNoErrors() {
        assertThat(orbit.run("--help")).isZero();
        assertThat(orbit.out()).contains("validate", "migrate", "quickstart");
        assertThat(orbit.run("migrate", "--help")).isZero();
        assertThat(orbit.out()).contains("--max-time-lag-seconds");
        assertThat(orbit.run("--version")).isZero();
    }

    @Test
    void validateNeedsNoAgent() throws IOException {
        orbit.server.close();

        assertThat(orbit.run("validate", orbit.document(LINK))).isZero();
        assertThat(orbit.out()).contains("link \"default\", topic mappings: 1", "Valid.", "orbit plan ");
        assertThat(orbit.run("validate", "--json", orbit.document(LINK))).isZero();
        assertThat(orbit.json().toString())
                .contains("\"link\":\"default\",\"topic_mappings\":1")
                .endsWith("\"errors\":[],\"warnings\":[]}");
    }

    @Test
    void validateReportsEverythingWithItsPlace() throws IOException {
        String file = orbit.document("name: a b\nsource_bootstrap_brokers: []\n");

        assertThat(orbit.run("validate", file)).isEqualTo(1);
        assertThat(orbit.err()).contains(file + ":1:1: error: name: ", file + ":2:1: error: ");
        assertThat(orbit.run("validate", "--json", file)).isEqualTo(1);
        JsonNode error = orbit.json().at("/errors/0");
        assertThat(error.toString())
                .isEqualTo(
                        "{\"code\":\"invalid_name\",\"message\":\"The link name \\\"a b\\\" is not 1 to 64 letters, digits,"
                                + " dots, dashes or underscores.\",\"field\":\"name\",\"remedy\":\"Choose such a name, or leave it out"
                                + " for \\\"default\\\".\",\"file\":\"" + file + "\",\"line\":1,\"column\":1}");
    }

    @Test
    void anAgentThatDoesNotAnswerIsAnErrorThatNamesIt() throws IOException {
        orbit.server.close();

        assertThat(orbit.run("plan", orbit.document(LINK))).isEqualTo(1);
        assertThat(orbit.err()).contains(orbit.server.endpoint(), "[agent_unreachable]");
        assertThat(orbit.run("drift", orbit.document(LINK))).isEqualTo(1);
        assertThat(orbit.run("status", "--json")).isEqualTo(1);
        assertThat(orbit.code()).isEqualTo("agent_unreachable");
    }

    @Test
    void theOptionGoesBeforeTheEnvironment() throws IOException {
        orbit.environment.put("ORBIT_ENDPOINT", "http://127.0.0.1:1");

        assertThat(orbit.run("status", "--endpoint", orbit.server.endpoint())).isZero();
        assertThat(orbit.run("plan", "--endpoint", orbit.server.endpoint(), orbit.document(LINK)))
                .isEqualTo(2);
        assertThat(orbit.out()).contains("orbit apply --endpoint " + orbit.server.endpoint() + " ");
    }

    @Test
    void aTokenVariableThatIsNamedMustBeSet() {
        orbit.environment.put("MINE", "secret");

        assertThat(orbit.run("status", "--token-env", "MINE")).isZero();
        assertThat(orbit.run("status", "--token-env", "OTHER")).isEqualTo(1);
        assertThat(orbit.err())
                .contains("OTHER", "Set it, or name another one. [missing_token]")
                .doesNotContain("secret");
    }
}
