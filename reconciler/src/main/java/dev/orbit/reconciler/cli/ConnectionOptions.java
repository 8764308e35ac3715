// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.cli;

import dev.orbit.reconciler.client.AgentClient;
import dev.orbit.reconciler.client.HttpAgentClient;
import dev.orbit.reconciler.client.TlsFiles;
import dev.orbit.schemas.ConnectionWords;
import dev.orbit.schemas.Problem;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the agents are and who asks. */
final class ConnectionOptions {

    @Option(names = "--endpoint", paramLabel = "URL", description = ConnectionWords.ENDPOINT_TEXT)
    private @Nullable String endpoint;

    @Option(names = "--token-env", paramLabel = "NAME", description = ConnectionWords.TOKEN_ENV_TEXT)
    private @Nullable String tokenEnv;

    @Option(names = "--ca-file", paramLabel = "FILE", description = ConnectionWords.CA_FILE_TEXT)
    private @Nullable String caFile;

    @Option(names = "--client-cert-file", paramLabel = "FILE", description = ConnectionWords.CLIENT_CERT_FILE_TEXT)
    private @Nullable String clientCertFile;

    @Option(names = "--client-key-file", paramLabel = "FILE", description = ConnectionWords.CLIENT_KEY_FILE_TEXT)
    private @Nullable String clientKeyFile;

    AgentClient client(Terminal terminal) {
        Map<String, String> environment = terminal.environment();
        String fromEnvironment = environment.getOrDefault(ConnectionWords.ENDPOINT_ENV, "");
        String fallback = fromEnvironment.isBlank() ? ConnectionWords.ENDPOINT_DEFAULT : fromEnvironment;
        return new HttpAgentClient(
                endpoint == null ? fallback : endpoint,
                token(environment),
                TlsFiles.of(caFile, clientCertFile, clientKeyFile, environment));
    }

    /** The options as they could be typed again, with a space behind each; empty where none was given. */
    String typed() {
        return typed("--endpoint", endpoint)
                + typed("--token-env", tokenEnv)
                + typed("--ca-file", caFile)
                + typed("--client-cert-file", clientCertFile)
                + typed("--client-key-file", clientKeyFile);
    }

    private static String typed(String option, @Nullable String value) {
        return value == null ? "" : option + " " + Shell.quote(value) + " ";
    }

    private @Nullable String token(Map<String, String> environment) {
        String token = environment.getOrDefault(tokenEnv == null ? ConnectionWords.TOKEN_ENV : tokenEnv, "");
        if (!token.isEmpty()) {
            return token;
        }
        if (tokenEnv != null) {
            throw CommandException.of(new Problem(
                    "missing_token",
                    "The environment variable " + tokenEnv + " that --token-env names is not set.",
                    "--token-env",
                    "Set it, or name another one."));
        }
        return null;
    }
}
