// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.verify.command;

import dev.orbit.agent.verify.VerificationReport;
import dev.orbit.schemas.ErrorBody;
import dev.orbit.schemas.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import picocli.CommandLine;

/** {@code orbit verify} in this process: how it ended and what it printed. */
record Verifying(int code, String out, String err) {

    static Verifying run(Map<String, String> environment, String... arguments) {
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

    VerificationReport report() throws IOException {
        return Json.MAPPER.readValue(out, VerificationReport.class);
    }

    ErrorBody errors() throws IOException {
        return Json.MAPPER.readValue(out, ErrorBody.class);
    }
}
