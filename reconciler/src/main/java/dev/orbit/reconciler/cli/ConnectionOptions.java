// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.cli;

import dev.orbit.reconciler.client.AgentClient;
import dev.orbit.reconciler.client.HttpAgentClient;
import dev.orbit.reconciler.client.TlsFiles;
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

    @Option(
            names = "--ca-file",
            paramLabel = "FILE",
            description =
                    "The authorities, in PEM, that vouch for agents at https:// (default: $ORBIT_CA_FILE, else those"
                            + " that Java trusts).")
    private @Nullable String caFile;

    @Option(
            names = "--client-cert-file",
            paramLabel = "FILE",
            description = "The certificate, in PEM, that is shown to agents that want one (default:"
                    + " $ORBIT_CLIENT_CERT_FILE).")
    private @Nullable String clientCertFile;

    @Option(
            names = "--client-key-file",
            paramLabel = "FILE",
            description =
                    "Its key, in PEM and unencrypted PKCS #8 (default: $ORBIT_CLIENT_KEY_FILE, else the certificate's"
                            + " file).")
    private @Nullable String clientKeyFile;

    AgentClient client(Terminal terminal) {
        Map<String, String> environment = terminal.environment();
        String fromEnvironment = environment.getOrDefault("ORBIT_ENDPOINT", "");
        String fallback = fromEnvironment.isBlank() ? ENDPOINT_DEFAULT : fromEnvironment;
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
