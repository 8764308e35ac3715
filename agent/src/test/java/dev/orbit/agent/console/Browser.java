// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.console;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.orbit.agent.trial.Trial;
import dev.orbit.schemas.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A real browser without a window, that has one page open; driven over its DevTools protocol. */
final class Browser implements AutoCloseable {

    private static final long ANSWER_SECONDS = 30;

    private final Process process;
    private final HttpClient client = HttpClient.newHttpClient();
    private final BlockingQueue<JsonNode> answers = new LinkedBlockingQueue<>();
    private WebSocket socket;
    private int lastId;

    private Browser(Process process) {
        this.process = process;
    }

    /** @param profile a directory of its own */
    static Browser open(Path profile, URI page) throws Exception {
        Process process = new ProcessBuilder(List.of(
                        "chromium",
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--no-first-run",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile,
                        page.toString()))
                .redirectErrorStream(true)
                .redirectOutput(
                        profile.resolveSibling(profile.getFileName() + ".log").toFile())
                .start();
        Browser browser = new Browser(process);
        try {
            browser.connect(profile.resolve("DevToolsActivePort"));
        } catch (Exception e) {
            browser.close();
            throw e;
        }
        return browser;
    }

    private void connect(Path portFile) {
        await().atMost(Trial.WITHIN).ignoreExceptions().until(() -> {
            String port = Files.readAllLines(portFile).get(0);
            URI list = URI.create("http://127.0.0.1:" + port + "/json/list");
            JsonNode targets = Json.MAPPER.readTree(
                    client.send(HttpRequest.newBuilder(list).build(), BodyHandlers.ofString())
                            .body());
            for (JsonNode target : targets) {
                if (target.path("type").asText().equals("page")) {
                    socket = client.newWebSocketBuilder()
                            .buildAsync(
                                    URI.create(
                                            target.path("webSocketDebuggerUrl").asText()),
                                    new Listener())
                            .get(ANSWER_SECONDS, TimeUnit.SECONDS);
                    return true;
                }
            }
            return false;
        });
    }

    /** What a JavaScript expression yields in the page. */
    JsonNode evaluate(String expression) throws Exception {
        ObjectNode request = Json.MAPPER.createObjectNode();
        request.put("id", ++lastId).put("method", "Runtime.evaluate");
        request.putObject("params").put("expression", expression).put("returnByValue", true);
        socket.sendText(Json.MAPPER.writeValueAsString(request), true).get(ANSWER_SECONDS, TimeUnit.SECONDS);
        JsonNode answer;
        do {
            answer = answers.poll(ANSWER_SECONDS, TimeUnit.SECONDS);
            if (answer == null) {
                throw new IOException("the browser does not answer");
            }
        } while (answer.path("id").asInt() != lastId);
        JsonNode result = answer.path("result");
        if (result.has("exceptionDetails")) {
            throw new IOException(expression + ": " + result.path("exceptionDetails"));
        }
        return result.path("result").path("value");
    }

    /** The text of the first element, as it is laid out. */
    String text(String selector) throws Exception {
        return evaluate("document.querySelector(" + quoted(selector) + ").innerText")
                .asText();
    }

    void awaitText(String selector, String part) {
        await().atMost(Trial.WITHIN)
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptions()
                .until(() -> text(selector), text -> text.contains(part));
    }

    /** Waits until a dialog is shown: one that is not has a text all the same. */
    void awaitOpen(String selector) {
        await().atMost(Trial.WITHIN)
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptions()
                .until(() -> evaluate("document.querySelector(" + quoted(selector) + ").open")
                        .asBoolean());
    }

    /** Once it can be clicked. */
    void click(String selector) throws IOException {
        String element = "document.querySelector(" + quoted(selector) + ")";
        await().atMost(Trial.WITHIN)
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptions()
                .until(() -> evaluate("!" + element + ".disabled && (" + element + ".click(), true)")
                        .asBoolean());
    }

    /** As somebody who types it. */
    void type(String selector, String value) throws Exception {
        evaluate("{ const field = document.querySelector(" + quoted(selector) + "); field.value = " + quoted(value)
                + "; field.dispatchEvent(new Event('input', { bubbles: true })); }");
    }

    private static String quoted(String text) throws IOException {
        return Json.MAPPER.writeValueAsString(text);
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        try {
            process.waitFor(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder message = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            message.append(part);
            if (last) {
                try {
                    answers.add(Json.MAPPER.readTree(message.toString()));
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
                message.setLength(0);
            }
            from.request(1);
            return null;
        }
    }
}
