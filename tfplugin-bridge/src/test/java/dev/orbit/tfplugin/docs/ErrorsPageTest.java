// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page of errors has a row for each code that somebody can be told, and for no other. */
class ErrorsPageTest {

    private static final Path PROJECT = Path.of("..");
    private static final Pattern ROW = Pattern.compile("^\\| `(?<code>\\w+)` \\| (?<when>[^|]+) \\| [^|]+ \\|$");
    private static final Pattern STATUS = Pattern.compile("\\(([45]\\d\\d)\\b");
    private static final Pattern STATUS_OR_CODE = Pattern.compile("\\b[45]\\d\\d\\b|`\\w+`");

    /** How an attempt goes, or went, that needs nobody. */
    private static final Set<String> WELL = Set.of("running", "complete", "let_go", "failed_over");

    @Test
    void everyCodeHasOneRowAndEveryRowIsOfACode() throws Exception {
        Codes codes = Codes.of(sources());
        List<String> rows = rows().stream().map(row -> row.group("code")).toList();
        Set<String> errors = new TreeSet<>(codes.words());
        errors.removeAll(WELL);
        Set<String> ofNothing = new TreeSet<>(rows);
        ofNothing.removeAll(errors);

        assertThat(codes.unread()).as("cannot be read off the sources").isEmpty();
        errors.removeAll(rows);
        assertThat(errors).as("codes without a row").isEmpty();
        assertThat(ofNothing).as("rows without a code").isEmpty();
        assertThat(rows).doesNotHaveDuplicates();
    }

    @Test
    void theStatusesAreThoseOfTheContract() throws Exception {
        Map<String, String> ofPage = new TreeMap<>();
        for (Matcher row : rows()) {
            Matcher status = STATUS.matcher(row.group("when"));
            if (status.find()) {
                ofPage.put(row.group("code"), status.group(1));
            }
        }

        assertThat(ofPage).isEqualTo(statuses());
    }

    /** By code, as the contract says of what fails: each status comes before its codes. */
    private static Map<String, String> statuses() throws IOException {
        String contract = Files.readString(PROJECT.resolve("schemas/openapi.yaml"));
        int from = contract.indexOf("    Failure:\n");
        Map<String, String> statuses = new TreeMap<>();
        String status = "";
        Matcher word = STATUS_OR_CODE.matcher(contract.substring(from, contract.indexOf("content:", from)));
        while (word.find()) {
            if (word.group().startsWith("`")) {
                statuses.put(word.group().replace("`", ""), status);
            } else {
                status = word.group();
            }
        }
        return statuses;
    }

    private static List<Matcher> rows() throws IOException {
        List<Matcher> rows = new ArrayList<>();
        for (String line : Files.readAllLines(PROJECT.resolve("docs/errors.md"))) {
            if (line.startsWith("| `")) {
                Matcher row = ROW.matcher(line);
                assertThat(row.matches()).as(line).isTrue();
                rows.add(row);
            }
        }
        return rows;
    }

    /** Of what is shipped. */
    private static List<Path> sources() throws IOException {
        List<Path> sources = new ArrayList<>();
        for (String module : List.of("schemas", "agent", "reconciler", "tfplugin-bridge")) {
            try (Stream<Path> files = Files.walk(PROJECT.resolve(module).resolve("src/main/java"))) {
                files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
            }
        }
        return sources;
    }
}
