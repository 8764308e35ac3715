// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.cli;

import dev.orbit.reconciler.client.AgentClient;
import dev.orbit.reconciler.client.HttpAgentClient;
import dev.orbit.schemas.Problem;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the agents are and who asks. */
final class ConnectionOptions {

    private static final String ENDPOINT_DEFAULT = "http://127.0.0.1:8080";
    private static final String TOKEN_ENV_DEFAULT = "ORBIT_TOKEN";

    @Option(
            names = "--endpoint",
            paramLabel = "URL",
            description = "An agent's HTTP API (default: $ORBIT_ENDPOINT, else " + ENDPOINT_DEFAULT + ").")
    private @Nullable String endpoint;

    @Option(
            names = "--token-env",
            paramLabel = "NAME",
            description = "The environment variable that holds the bearer token (default: " + TOKEN_ENV_DEFAULT + ").")
    private @Nullable String tokenEnv;

    AgentClient client(Terminal terminal) {
        Map<String, String> environment = terminal.environment();
        String fromEnvironment = environment.getOrDefault("ORBIT_ENDPOINT", "");
        String fallback = fromEnvironment.isBlank() ? ENDPOINT_DEFAULT : fromEnvironment;
        return new HttpAgentClient(endpoint == null ? fallback : endpoint, token(environment));
    }

    /** The options as they could be typed again, with a space behind each; empty where none was given. */
    String typed() {
        return (endpoint == null ? "" : "--endpoint " + Shell.quote(endpoint) + " ")
                + (tokenEnv == null ? "" : "--token-env " + Shell.quote(tokenEnv) + " ");
    }

    private @Nullable String token(Map<String, String> environment) {
        String token = environment.getOrDefault(tokenEnv == null ? TOKEN_ENV_DEFAULT : tokenEnv, "");
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
