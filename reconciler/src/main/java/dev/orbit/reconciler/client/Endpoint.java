// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.orbit.schemas.Json;
import dev.orbit.schemas.Problem;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;

/** Where the agents' API is and how to ask it: turns calls into requests. */
final class Endpoint {

    private static final MediaType JSON = MediaType.get("application/json");
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "::1");

    private static final Pattern MAY_HOLD_PASSWORD = Pattern.compile("[@?#]");

    private final HttpUrl base;
    private final @Nullable String token;

    private Endpoint(HttpUrl base, @Nullable String token) {
        this.base = base;
        this.token = token;
    }

    static Endpoint of(String endpoint, @Nullable String token) {
        HttpUrl url = HttpUrl.parse(endpoint.strip());
        boolean hasUser =
                url != null && !(url.username().isEmpty() && url.password().isEmpty());
        // an @ that ends no user name: a password before it has a character that ends the host
        boolean isCut = !hasUser && endpoint.contains("@");
        if (url == null || url.query() != null || url.fragment() != null || isCut) {
            throw refused(new Problem(
                    "invalid_endpoint",
                    "The endpoint " + shown(endpoint) + " is not the URL of an agent's HTTP API.",
                    "endpoint",
                    "Give it as http://HOST:PORT or https://HOST:PORT, such as http://127.0.0.1:8080."));
        }
        if (hasUser) {
            throw refused(new Problem(
                    "invalid_endpoint",
                    "The endpoint at " + url.host() + " carries a user name or password.",
                    "endpoint",
                    "Agents know bearer tokens only: leave user and password out of the URL and give the token."));
        }
        if (token != null) {
            checkToken(url, token);
        }
        return new Endpoint(url, token);
    }

    private static String shown(String endpoint) {
        boolean mayHoldPassword = MAY_HOLD_PASSWORD.matcher(endpoint).find();
        return mayHoldPassword ? "(not shown, it may hold a password)" : "\"" + endpoint + "\"";
    }

    private static void checkToken(HttpUrl url, String token) {
        if (!url.isHttps() && !LOOPBACK.contains(url.host())) {
            throw refused(new Problem(
                    "token_in_the_clear",
                    "A token is set, and " + url + " would carry it unencrypted over the network.",
                    "endpoint",
                    "Use https://, or an address on this machine, or unset the token."));
        }
        if (token.isBlank() || !token.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw refused(new Problem(
                    "invalid_token",
                    "The token is empty or contains characters that no HTTP header can carry, such as a line break.",
                    "token",
                    "Check the variable it is read from."));
        }
    }

    private static AgentException refused(Problem problem) {
        return new AgentException(AgentException.NO_STATUS, List.of(problem));
    }

    Request get(String path) {
        return get(path, Map.of());
    }

    /** @param parameters each with its values, which may be none */
    Request get(String path, Map<String, List<String>> parameters) {
        HttpUrl.Builder url = base.newBuilder().addPathSegments(path);
        parameters.forEach((name, values) -> values.forEach(value -> url.addQueryParameter(name, value)));
        return request(url.build()).get().build();
    }

    Request post(String path, Object body) {
        HttpUrl url = base.newBuilder().addPathSegments(path).build();
        return request(url).post(new SentOnce(bytes(body))).build();
    }

    private Request.Builder request(HttpUrl url) {
        Request.Builder request = new Request.Builder().url(url).header("Accept", "application/json");
        return token == null ? request : request.header("Authorization", "Bearer " + token);
    }

    private static byte[] bytes(Object body) {
        try {
            return Json.MAPPER.writeValueAsBytes(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(
                    "cannot serialise a " + body.getClass().getSimpleName(), e);
        }
    }

    String host() {
        return base.host();
    }

    boolean isHttps() {
        return base.isHttps();
    }

    boolean hasToken() {
        return token != null;
    }

    /** As a user would write it. */
    @Override
    public String toString() {
        String text = base.toString();
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }

    /** A body that the HTTP library may not send again on its own: it cannot know that a repetition is harmless. */
    private static final class SentOnce extends RequestBody {
        private final byte[] bytes;

        SentOnce(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public MediaType contentType() {
            return JSON;
        }

        @Override
        public long contentLength() {
            return bytes.length;
        }

        @Override
        public boolean isOneShot() {
            return true;
        }

        @Override
        public void writeTo(BufferedSink sink) throws IOException {
            sink.write(bytes);
        }
    }
}
