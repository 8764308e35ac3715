// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every promise of the page names tests that are there. */
class PromisesTest {

    private static final Path PROJECT = Path.of("..");
    private static final Path PAGE = PROJECT.resolve("docs/promises.md");
    private static final Pattern ROW =
            Pattern.compile("^\\| (?!promise \\|)(?<promise>[^|]+) \\| (?<tests>[^|]+) \\|$");
    private static final Pattern NAMED = Pattern.compile("`(\\w+)\\.(\\w+)`");

    @Test
    void everyPromiseNamesTestsThatAreThere() throws Exception {
        Map<String, List<String>> sources = testSources();
        List<String> missing = new ArrayList<>();
        int promises = 0;
        for (String line : Files.readAllLines(PAGE)) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                promises++;
                missing.addAll(missing(row.group("promise"), row.group("tests"), sources));
            } else {
                assertThat(line).as("no row").doesNotContainPattern(NAMED);
            }
        }
        assertThat(missing).isEmpty();
        assertThat(promises).isEqualTo(27 + 34 + 4);
    }

    private static List<String> missing(String promise, String tests, Map<String, List<String>> sources) {
        List<String> missing = new ArrayList<>();
        Matcher named = NAMED.matcher(tests);
        int count = 0;
        while (named.find()) {
            count++;
            boolean isThere = sources.getOrDefault(named.group(1), List.of()).stream()
                    .anyMatch(source -> hasTest(source, named.group(2)));
            if (!isThere) {
                missing.add(named.group());
            }
        }
        if (count == 0) {
            missing.add("a test of: " + promise);
        }
        return missing;
    }

    /** Whether there is an annotation of a test between the end of the method before and the name of this one. */
    private static boolean hasTest(String source, String method) {
        int at = source.indexOf("void " + method + "(");
        if (at < 0) {
            return false;
        }
        String head = source.substring(Math.max(0, source.lastIndexOf("\n    }\n", at)), at);
        return head.contains("@Test") || head.contains("@ParameterizedTest");
    }

    /** Of all modules, by class name; several modules may have a class of one name. */
    private static Map<String, List<String>> testSources() throws IOException {
        Map<String, List<String>> sources = new HashMap<>();
        try (Stream<Path> modules = Files.list(PROJECT)) {
            for (Path module : modules.toList()) {
                Path tests = module.resolve("src/test/java");
                if (Files.isDirectory(tests)) {
                    collect(tests, sources);
                }
            }
        }
        return sources;
    }

    private static void collect(Path tests, Map<String, List<String>> sources) throws IOException {
        try (Stream<Path> files = Files.walk(tests)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                String name = file.getFileName().toString().replace(".java", "");
                sources.computeIfAbsent(name, key -> new ArrayList<>()).add(Files.readString(file));
            }
        }
    }
}
