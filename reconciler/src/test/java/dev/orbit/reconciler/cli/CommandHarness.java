// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.orbit.reconciler.testkit.FakeAgentServer;
import dev.orbit.reconciler.testkit.FakeAgents;
import dev.orbit.reconciler.text.Paint;
import dev.orbit.schemas.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The {@code orbit} command in a terminal of the test's making, before an agent that answers over HTTP. */
final class CommandHarness implements AfterEachCallback {

    static final String LINK = """
            source_bootstrap_brokers: [{hostname: h, port: 9092}]
            topic_mappings:
              - {source_topic: orders, destination_topic: orders}
            """;

    final FakeAgents agents = new FakeAgents();
    final FakeAgentServer server;
    final Path directory;
    final Map<String, String> environment = new HashMap<>();
    boolean interactive;
    String answer = "";
    int pausesLeft = 1_000;
    /** The time, which goes on with the pauses alone. */
    final AtomicLong nowMs = new AtomicLong();

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    CommandHarness() {
        try {
            server = new FakeAgentServer(agents);
            directory = Files.createTempDirectory("orbit-command");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        environment.put("ORBIT_ENDPOINT", server.endpoint());
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        server.close();
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }

    /** The exit code. */
    int run(String... args) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return OrbitCommand.run(args, terminal());
    }

    Terminal terminal() {
        return new Terminal(
                new PrintWriter(out),
                new PrintWriter(err),
                new BufferedReader(new StringReader(answer)),
                Paint.PLAIN,
                interactive,
                environment,
                this::pause,
                nowMs::get);
    }

    private boolean pause(long ms) {
        nowMs.addAndGet(ms);
        return pausesLeft-- > 0;
    }

    String out() {
        return out.toString();
    }

    String err() {
        return err.toString();
    }

    /** What was printed, which is JSON and nothing else. */
    JsonNode json() {
        assertThat(err()).isEmpty();
        try {
            return Json.MAPPER.readTree(out());
        } catch (JsonProcessingException e) {
            throw new AssertionError(out(), e);
        }
    }

    /** The code of the first error that was printed as JSON. */
    String code() {
        return json().at("/errors/0/code").asText();
    }

    /** Writes a document; returns its path. */
    String document(String yaml) throws IOException {
        return Files.writeString(directory.resolve("link.yaml"), yaml).toString();
    }

    /** Writes a document and applies it; returns its path. */
    String applied(String yaml) throws IOException {
        String file = document(yaml);
        assertThat(run("apply", "--auto-approve", file)).as(err()).isZero();
        return file;
    }
}
