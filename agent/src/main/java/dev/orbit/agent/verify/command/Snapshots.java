// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.verify.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import dev.orbit.schemas.ErrorBody;
import dev.orbit.schemas.EventsResponse;
import dev.orbit.schemas.Json;
import dev.orbit.schemas.Snapshot;
import dev.orbit.schemas.TopicEvent;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

/** Asks an agent for everything the agents know. Every failure is a {@link VerifyException}. Thread-safe. */
final class Snapshots {

    private static final Duration CONNECT_WITHIN = Duration.ofSeconds(3);
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(60);

    private final HttpClient client;
    private final Endpoint endpoint;

    /** @param tls for an endpoint with TLS */
    Snapshots(Endpoint endpoint, SSLContext tls) {
        this.endpoint = endpoint;
        this.client = HttpClient.newBuilder()
                .connectTimeout(CONNECT_WITHIN)
                .sslContext(tls)
                .build();
    }

    Snapshot now() {
        return get("/v1/snapshot", Snapshot.class);
    }

    /** What happened to mirror topics lately, by time. */
    List<TopicEvent> events() {
        return get("/v1/events", EventsResponse.class).events();
    }

    private <T> T get(String path, Class<T> type) {
        HttpRequest.Builder request = HttpRequest.newBuilder(endpoint.resolve(path))
                .timeout(ANSWER_WITHIN)
                .header("Accept", "application/json");
        if (endpoint.token() != null) {
            request.header("Authorization", "Bearer " + endpoint.token());
        }
        try {
            return read(client.send(request.build(), HttpResponse.BodyHandlers.ofString()), type);
        } catch (SSLException e) {
            throw VerifyException.of(
                    "agent_tls_failed",
                    "No TLS connection to the agent at " + endpoint + ": " + reason(e),
                    "Check that the agent serves TLS there (else use http://), that its certificate is valid and has this"
                            + " name, that --ca-file (ORBIT_CA_FILE) holds the authority that vouches for it, and that"
                            + " --client-cert-file (ORBIT_CLIENT_CERT_FILE) is given where it wants one.");
        } catch (IOException e) {
            throw VerifyException.of(
                    "agent_unreachable",
                    "No answer from the agent at " + endpoint + ": " + reason(e),
                    "Start an agent there (orbit agent), or give the --endpoint of one that runs.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw VerifyException.of("interrupted", "The call to " + endpoint + " was interrupted.", "Try again.");
        }
    }

    private static String reason(IOException e) {
        if (e instanceof ConnectException) {
            return "nothing listens there, or it cannot be reached.";
        }
        if (e instanceof HttpTimeoutException) {
            return "it took too long.";
        }
        return (e.getMessage() == null ? e.toString() : e.getMessage()) + ".";
    }

    private <T> T read(HttpResponse<String> answer, Class<T> type) {
        int status = answer.statusCode();
        if (status != 200) {
            throw refusal(status, answer.body());
        }
        try {
            // fields that a newer agent added are passed over
            return Json.MAPPER
                    .readerFor(type)
                    .without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .readValue(answer.body());
        } catch (JsonProcessingException e) {
            throw foreign(status);
        }
    }

    private VerifyException refusal(int status, String body) {
        try {
            return new VerifyException(
                    Json.MAPPER.readValue(body, ErrorBody.class).errors());
        } catch (JsonProcessingException e) {
            // not an agent's words
        }
        if (status == 401 || status == 403) {
            return VerifyException.of(
                    "unauthorized",
                    "The agent at " + endpoint + " answered HTTP " + status + ": "
                            + (endpoint.token() == null
                                    ? "it wants a token, and none is set."
                                    : "it does not accept the token."),
                    "Give the agents' token (environment variable ORBIT_TOKEN, or the one that --token-env names).");
        }
        return foreign(status);
    }

    private VerifyException foreign(int status) {
        return VerifyException.of(
                "agent_answer_invalid",
                "The answer from " + endpoint + " is not one of an Orbit agent (HTTP " + status + ").",
                "Give the --endpoint of an agent's API port.");
    }
}
