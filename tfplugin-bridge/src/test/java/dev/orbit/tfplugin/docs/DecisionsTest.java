// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page of decisions lists each that is there, by its number and title. */
class DecisionsTest {

    private static final Path DECISIONS = Path.of("../docs/decisions");
    private static final Pattern TITLE = Pattern.compile("# (\\d{3}) (.+)");

    @Test
    void thePageListsThemAll() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(DECISIONS)) {
            files = all.filter(file -> !file.endsWith("README.md")).sorted().toList();
        }
        List<String> rows = Files.readAllLines(DECISIONS.resolve("README.md")).stream()
                .filter(line -> line.matches("\\| \\d.*"))
                .toList();

        assertThat(files).isNotEmpty();
        assertThat(rows)
                .containsExactlyElementsOf(
                        files.stream().map(DecisionsTest::row).toList());
    }

    private static String row(Path file) {
        String name = file.getFileName().toString();
        try {
            Matcher title = TITLE.matcher(Files.readAllLines(file).get(0));
            assertThat(title.matches()).as("title of %s", name).isTrue();
            assertThat(name).startsWith(title.group(1) + "-");
            return "| " + title.group(1) + " | [" + title.group(2) + "](" + name + ") |";
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
