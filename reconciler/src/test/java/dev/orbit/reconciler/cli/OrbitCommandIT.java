// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.cli;

import static dev.orbit.reconciler.testkit.Topics.orders;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.reconciler.testkit.FakeAgentServer;
import dev.orbit.reconciler.testkit.FakeAgents;
import dev.orbit.schemas.InitiateResponse;
import dev.orbit.schemas.MigrationState;
import dev.orbit.schemas.Snapshot;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The {@code orbit} command as a process. */
@Timeout(120)
class OrbitCommandIT {

    private static Process start(String... arguments) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command = new ArrayList<>(
                List.of(java, "-cp", System.getProperty("java.class.path"), OrbitCommand.class.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).start();
    }

    private static String all(BufferedReader reader) throws IOException {
        StringBuilder text = new StringBuilder();
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            text.append(line).append('\n');
        }
        return text.toString();
    }

    @Test
    void sayingThatTheMigrationGoesOnIsTheLastThingItDoesWhenInterrupted() throws Exception {
        FakeAgents agents = new FakeAgents();
        agents.answerInitiate(new InitiateResponse(List.of("orders"), List.of()));
        agents.showTopics(orders(MigrationState.MIGRATING, new Snapshot.Attempt(1, "running", null)));
        try (FakeAgentServer server = new FakeAgentServer(agents)) {
            Process process = start("migrate", "--topic", "orders", "--wait", "--endpoint", server.endpoint());
            BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
            assertThat(out.readLine()).isEqualTo("orders: MIGRATING");
            assertThat(out.readLine()).isEqualTo("orders: MIGRATING, offset lag 5, time lag 0.5 s");

            // the way of Ctrl-C, whose own signal a test that runs in the background may not receive
            assertThat(process.toHandle().destroy()).isTrue();

            assertThat(all(process.errorReader(StandardCharsets.UTF_8)))
                    .contains("The migration goes on in the cluster.", "orbit abort --topic orders")
                    .doesNotContain("Exception", "SLF4J");
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isGreaterThan(2);
        }
    }

    @Test
    void endsWithTheExitCodeOfTheCommand() throws Exception {
        try (FakeAgentServer server = new FakeAgentServer(new FakeAgents())) {
            Process status = start("status", "--json", "--endpoint", server.endpoint());
            assertThat(all(status.inputReader(StandardCharsets.UTF_8)))
                    .isEqualTo("{\"links\":[],\"topics\":[],\"groups\":[],\"acls\":[]}\n");
            assertThat(all(status.errorReader(StandardCharsets.UTF_8))).isEmpty();
            assertThat(status.waitFor()).isZero();
        }
        assertThat(start("nonsense").waitFor()).isEqualTo(1);
    }
}
