// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.client;

import dev.orbit.schemas.Problem;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLException;

/** Says in a user's words why a call got no HTTP answer. */
final class Unreachable {

    /** The connection was there and broke. */
    static final String CONNECTION_BROKEN = "agent_connection_broken";

    private static final String ELSEWHERE =
            "Start an agent there (orbit agent), or give the endpoint of one that runs.";

    private final Endpoint endpoint;
    private final TlsFiles files;
    private final ClientSettings settings;
    private final boolean readOnly;

    Unreachable(Endpoint endpoint, TlsFiles files, ClientSettings settings, boolean readOnly) {
        this.endpoint = endpoint;
        this.files = files;
        this.settings = settings;
        this.readOnly = readOnly;
    }

    AgentException because(IOException cause) {
        return new AgentException(AgentException.NO_STATUS, List.of(problem(cause)), cause);
    }

    /** Somebody here did not want to wait any longer. */
    AgentException interrupted(IOException cause) {
        return new AgentException(AgentException.NO_STATUS, List.of(interruption()), cause);
    }

    private Problem interruption() {
        return new Problem("interrupted", "The call to " + endpoint + " was interrupted." + outcome(), null, again());
    }

    private Problem problem(IOException e) {
        if (e instanceof UnknownHostException) {
            return unreachable(
                    "the host name \"" + endpoint.host() + "\" is unknown (DNS).",
                    "Check the spelling of the endpoint and this machine's name resolution.");
        }
        if (e instanceof NoRouteToHostException) {
            return unreachable("there is no route to the host.", "Check the address and the network between.");
        }
        if (e instanceof ConnectException) {
            return unreachable("the connection was refused: nothing listens there.", ELSEWHERE);
        }
        if (e instanceof SSLException) {
            return new TlsFailure(endpoint, files).problem(e);
        }
        if (e instanceof InterruptedIOException) {
            return late(e);
        }
        return broken(e);
    }

    private Problem unreachable(String why, String remedy) {
        return new Problem("agent_unreachable", "No answer from the agent at " + endpoint + ": " + why, null, remedy);
    }

    private Problem late(IOException e) {
        if (Thread.currentThread().isInterrupted()) {
            return interruption();
        }
        if (isConnecting(e)) {
            return unreachable(
                    "no connection within " + settings.connectTimeoutMs() + " ms.",
                    "Check the address, the port and the firewalls between.");
        }
        return new Problem(
                "agent_timeout",
                "The agent at " + endpoint + " did not answer within " + settings.callTimeoutMs() + " ms." + outcome(),
                null,
                again());
    }

    /** The JDK and OkHttp tell a connect timeout from a read timeout by their message alone. */
    private static boolean isConnecting(IOException e) {
        String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        return e instanceof SocketTimeoutException && message.contains("connect");
    }

    private Problem broken(IOException e) {
        String hint = endpoint.isHttps()
                ? TlsFailure.hint(files)
                : " Does the port serve HTTP without TLS (else use https://), and is it the agent's API port?";
        return new Problem(
                CONNECTION_BROKEN,
                "The connection to the agent at " + endpoint + " broke (" + reason(e) + ")." + outcome() + hint,
                null,
                again());
    }

    private static String reason(IOException e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }

    private String outcome() {
        return readOnly ? "" : " Whether the call was carried out is unknown.";
    }

    private String again() {
        return readOnly
                ? "Try again; if it stays so, look at the agent's log."
                : "Look at what is there now (orbit status, orbit plan) before repeating it.";
    }
}
