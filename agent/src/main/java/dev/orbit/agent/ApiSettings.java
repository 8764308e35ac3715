// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent;

import dev.orbit.agent.api.Access;
import dev.orbit.agent.api.Access.Transport;
import dev.orbit.agent.api.ApiTls;
import dev.orbit.schemas.Problem;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the HTTP API listens, and who may call it. On the loopback address all is optional; elsewhere it wants TLS, and a
 * token or client certificates.
 *
 * @param port 0: a free one
 * @param tls null: plain HTTP
 */
record ApiSettings(String host, int port, @Nullable ApiTls tls, Access access) {

    static final String HOST = "orbit.api.host";
    static final String PORT = "orbit.api.port";

    private static final String READ_TOKEN = "ORBIT_API_READ_TOKEN";
    private static final String PLAN_TOKEN = "ORBIT_API_PLAN_TOKEN";
    private static final String TOKEN = "ORBIT_API_TOKEN";

    private static final List<String> LOOPBACK = List.of("127.0.0.1", "localhost", "::1");

    /**
     * Checks them together.
     *
     * @param given all settings of the agent
     * @param environment where the tokens are
     * @param problems gets what is wrong
     */
    static ApiSettings of(
            String host, int port, Map<String, String> given, Map<String, String> environment, List<Problem> problems) {
        ApiTlsSettings tls = ApiTlsSettings.of(given, problems);
        checkTokens(environment, problems);
        Access access = new Access(
                environment.get(READ_TOKEN), environment.get(PLAN_TOKEN), environment.get(TOKEN), tls.transport());
        if (!LOOPBACK.contains(host)) {
            if (tls.transport() == Transport.PLAIN) {
                problems.add(withoutTls(host));
            }
            if (!access.isGuarded()) {
                problems.add(open(host));
            }
        }
        return new ApiSettings(host, port, tls.tls(), access);
    }

    String scheme() {
        return tls == null ? "http" : "https";
    }

    /** Whoever sets one means to shut the API, and may have lost what was to be in it: none is taken for absent. */
    private static void checkTokens(Map<String, String> environment, List<Problem> problems) {
        for (String variable : List.of(TOKEN, PLAN_TOKEN, READ_TOKEN)) {
            if (environment.getOrDefault(variable, "-").isBlank()) {
                problems.add(new Problem(
                        "empty_token",
                        variable + " is set, and empty: nobody could get through with it.",
                        null,
                        "Give it a value, or unset it."));
            }
        }
    }

    private static Problem withoutTls(String host) {
        return new Problem(
                "api_without_tls",
                "the HTTP API would listen on '" + host
                        + "', which is no loopback address, without TLS: whoever is on the"
                        + " way could read the tokens.",
                HOST,
                "Set " + ApiTlsSettings.KEY_STORE + ApiTlsSettings.PEM + ", or use 127.0.0.1.");
    }

    private static Problem open(String host) {
        return new Problem(
                "api_without_token",
                "the HTTP API would listen on '" + host
                        + "', which is no loopback address, and everybody who reaches it"
                        + " could change links and have topics cut over.",
                HOST,
                "Set " + TOKEN + " in the agent's environment, or " + ApiTlsSettings.CLIENT_AUTH + "=required with "
                        + ApiTlsSettings.TRUST_STORE + ", or use 127.0.0.1.");
    }
}
