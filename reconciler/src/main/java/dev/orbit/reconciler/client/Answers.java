// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import dev.orbit.schemas.ErrorBody;
import dev.orbit.schemas.Json;
import dev.orbit.schemas.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Turns HTTP answers into records, or into an {@link AgentException}. */
final class Answers {

    private static final int SHOWN_CHARS_MAX = 80;

    private final Endpoint endpoint;

    Answers(Endpoint endpoint) {
        this.endpoint = endpoint;
    }

    <T> T read(int status, @Nullable String contentType, byte[] body, Class<T> type) {
        if (status != 200) {
            throw new AgentException(status, errors(status, contentType, body));
        }
        try {
            return parse(body, type);
        } catch (IOException e) {
            throw new AgentException(status, List.of(foreign(status, contentType, body, reason(e))), e);
        }
    }

    /** Fields that a newer agent added are passed over; fields that are missing are not. */
    private static <T> T parse(byte[] body, Class<T> type) throws IOException {
        T value = Json.MAPPER
                .readerFor(type)
                .without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .readValue(body);
        Optional<String> missing = RequiredFields.firstMissing(value);
        if (missing.isPresent()) {
            throw new IOException("it has no " + missing.get());
        }
        return value;
    }

    private List<Problem> errors(int status, @Nullable String contentType, byte[] body) {
        try {
            List<Problem> errors = parse(body, ErrorBody.class).errors();
            if (!errors.isEmpty()) {
                return errors;
            }
        } catch (IOException e) {
            // not an agent's error body: said below, with what came instead
        }
        return List.of(status == 401 || status == 403 ? unauthorized(status) : foreign(status, contentType, body, ""));
    }

    private Problem unauthorized(int status) {
        return new Problem(
                "unauthorized",
                "The agent at " + endpoint + " answered HTTP " + status + ": "
                        + (endpoint.hasToken()
                                ? "it does not accept the token."
                                : "it wants a token, and none is set."),
                null,
                "Give the agents' token (environment variable ORBIT_TOKEN, or the one that --token-env names).");
    }

    private Problem foreign(int status, @Nullable String contentType, byte[] body, String reason) {
        return new Problem(
                "agent_answer_invalid",
                "The answer from " + endpoint + " is not one of an Orbit agent: HTTP " + status + ", "
                        + (contentType == null ? "no content type" : contentType) + ", body " + shown(body)
                        + (reason.isEmpty() ? "" : " (" + reason + ")") + ".",
                null,
                "Check that the endpoint is an agent's API port, not a Kafka port or another service, and that agent"
                        + " and client are of the same version.");
    }

    List<Problem> tooLong(long bytesMax) {
        return List.of(new Problem(
                "agent_answer_invalid",
                "The answer from " + endpoint + " is longer than " + bytesMax + " bytes.",
                null,
                "Check that the endpoint is an agent's API port."));
    }

    private static String reason(IOException e) {
        return e instanceof JsonProcessingException json ? json.getOriginalMessage() : String.valueOf(e.getMessage());
    }

    private static String shown(byte[] body) {
        String text = new String(body, 0, Math.min(body.length, 4 * SHOWN_CHARS_MAX), StandardCharsets.UTF_8);
        String line = text.replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
        if (line.isEmpty()) {
            return "empty";
        }
        return "\"" + (line.length() > SHOWN_CHARS_MAX ? line.substring(0, SHOWN_CHARS_MAX) + "..." : line) + "\"";
    }
}
