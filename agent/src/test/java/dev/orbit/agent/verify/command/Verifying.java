// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.verify.command;

import dev.orbit.agent.trial.Trial;
import dev.orbit.agent.verify.VerificationReport;
import dev.orbit.schemas.ErrorBody;
import dev.orbit.schemas.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine;

/** {@code orbit verify} in this process: how it ended and what it printed. */
public record Verifying(int code, String out, String err) {

    /** Of a trial's clusters. */
    public static Verifying of(Trial trial, String... arguments) {
        return run(
                Map.of("ORBIT_ENDPOINT", trial.agent().endpoint().toString()),
                Stream.concat(
                                Stream.of(arguments),
                                Stream.of("--bootstrap-server", trial.agent().bootstrapServers()))
                        .toArray(String[]::new));
    }

    /** With these variables and no others. */
    public static Verifying run(Map<String, String> environment, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        VerifyCommand command = new VerifyCommand(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                environment,
                false);
        int code = new CommandLine(command).execute(arguments);
        return new Verifying(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    public VerificationReport report() throws IOException {
        return Json.MAPPER.readValue(out, VerificationReport.class);
    }

    ErrorBody errors() throws IOException {
        return Json.MAPPER.readValue(out, ErrorBody.class);
    }
}
