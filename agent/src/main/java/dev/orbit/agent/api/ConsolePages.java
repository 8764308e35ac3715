// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The console's files. There is no secret in them: its page calls the API like anybody else, with a token where one is
 * wanted.
 */
final class ConsolePages {

    /** A file as it is sent. */
    record Page(String contentType, String body) {}

    private static final String DIRECTORY = "/dev/orbit/agent/console/";
    private static final String HTML = "text/html; charset=utf-8";
    private static final String SCRIPT = "text/javascript; charset=utf-8";
    private static final Map<String, String> CONTENT_TYPES = Map.of(
            "index.html", HTML,
            "console.css", "text/css; charset=utf-8",
            "main.js", SCRIPT,
            "api.js", SCRIPT,
            "view.js", SCRIPT,
            "topics.js", SCRIPT,
            "actions.js", SCRIPT);

    private final Map<String, Page> byPath = new TreeMap<>();

    private ConsolePages() {}

    static ConsolePages load() {
        ConsolePages pages = new ConsolePages();
        CONTENT_TYPES.forEach((file, contentType) -> pages.byPath.put(
                file.equals("index.html") ? "/" : "/console/" + file, new Page(contentType, read(file))));
        return pages;
    }

    private static String read(String file) {
        try (InputStream in = ConsolePages.class.getResourceAsStream(DIRECTORY + file)) {
            if (in == null) {
                throw new IllegalStateException(file + " of the console is missing from this build");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file + " of the console", e);
        }
    }

    Optional<Page> at(String path) {
        return Optional.ofNullable(byPath.get(path));
    }
}
