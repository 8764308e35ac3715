// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.documents;

import static dev.orbit.reconciler.documents.Parsed.BROKERS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentFilesTest {

    @TempDir
    private Path directory;

    private Path write(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    private static List<String> problems(Path... named) {
        return Documents.load(Arrays.asList(named)).problems().stream()
                .map(found -> found.position() + " " + found.problem().code())
                .toList();
    }

    private static List<String> links(Path... named) {
        Documents.Loaded loaded = Documents.load(Arrays.asList(named));
        assertThat(loaded.problems()).isEmpty();
        return loaded.documents().stream().map(d -> d.link().name()).toList();
    }

    @Test
    void readsTheDocumentsOfADirectoryInOrder() throws IOException {
        write("b.yml", "name: b\n" + BROKERS);
        write("a.yaml", "name: a\n" + BROKERS);
        write("c.json", "{\"name\": \"c\", \"source_bootstrap_brokers\": [{\"hostname\": \"h\", \"port\": 1}]}");
        write(".hidden.yaml", "nonsense");
        write("notes.txt", "nonsense");
        Files.createDirectory(directory.resolve("d.yaml"));

        assertThat(links(directory)).containsExactly("a", "b", "c");
    }

    @Test
    void readsAFileThatIsNamedTwiceOnce() throws IOException {
        Path file = write("a.yaml", BROKERS);

        assertThat(links(file, directory, directory.resolve(".").resolve("a.yaml")))
                .containsExactly("default");
    }

    @Test
    void takesAnyFileThatIsNamedItself() throws IOException {
        assertThat(links(write("link.conf", BROKERS))).containsExactly("default");
    }

    @Test
    void findsALinkThatTwoFilesDescribe() throws IOException {
        Path a = write("a.yaml", BROKERS);
        Path b = write("b.yaml", BROKERS + "name: default\n");

        assertThat(problems(directory)).containsExactly(b + ":2:1 duplicate_link");
        assertThat(Documents.load(List.of(directory))
                        .problems()
                        .get(0)
                        .problem()
                        .message())
                .contains(a + ":1:1");
    }

    @Test
    void findsADestinationThatTwoLinksMapTo() throws IOException {
        String mapping = "topic_mappings: [{source_topic: s, destination_topic: x}]\n";
        write("a.yaml", "name: a\n" + BROKERS + mapping);
        Path b = write("b.yaml", "name: b\n" + BROKERS + mapping);

        assertThat(problems(directory)).containsExactly(b + ":3:36 duplicate_destination");
    }

    @Test
    void doesNotTakeBrokenNamesForTheDefault() throws IOException {
        Path a = write("a.yaml", "name: 1\n" + BROKERS);
        Path b = write("b.yaml", "name: 2\n" + BROKERS);

        assertThat(problems(a, b)).containsExactly(a + ":1:1 wrong_type", b + ":1:1 wrong_type");
    }

    @Test
    void tellsWhatItCannotRead() throws IOException {
        Path missing = directory.resolve("missing.yaml");
        Path empty = Files.createDirectory(directory.resolve("empty"));
        Path binary = Files.write(directory.resolve("binary.yaml"), new byte[] {(byte) 0xC3, 0x28});

        assertThat(problems(missing, empty, binary))
                .containsExactlyInAnyOrder(missing + " file_not_found", empty + " no_documents", binary + " not_utf8");
    }

    /** It was there when it was looked for. */
    @Test
    void tellsWhichFileIsGoneBeforeItIsRead() throws IOException {
        Path file = write("a.yaml", BROKERS);
        DocumentFiles files = new DocumentFiles();
        assertThat(files.find(List.of(file))).containsExactly(file);
        Files.delete(file);

        assertThat(files.read(file)).isEmpty();
        assertThat(files.problems()).singleElement().satisfies(found -> {
            assertThat(found.position()).hasToString(file.toString());
            assertThat(found.problem().code()).isEqualTo("file_unreadable");
            assertThat(found.problem().message()).contains("NoSuchFileException");
            assertThat(found.problem().remedy()).contains("permissions");
        });
    }

    @Test
    void readsAFileWithAByteOrderMark() throws IOException {
        assertThat(links(write("a.yaml", "\uFEFF" + BROKERS))).containsExactly("default");
    }

    @Test
    void readsJsonIndentedWithTabs() throws IOException {
        String json = """
                {
                \t"name": "a",
                \t"$schema": "x",
                \t"source_bootstrap_brokers": [
                \t\t{"hostname": "h", "port": 1}
                \t]
                }
                """;

        assertThat(links(write("a.json", json))).containsExactly("a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"selective.yaml", "separate-principal.yaml", "same-principal.yaml"})
    void theBlocksOfTheManualLackTheBootstrapBrokersAndNothingElse(String name) throws IOException {
        Path block = write(name, text(name));
        Path mended = write("mended-" + name, text(name) + BROKERS);

        assertThat(problems(block)).containsExactly(block + ":1:1 missing_source_bootstrap_brokers");
        assertThat(links(mended)).containsExactly("default");
    }

    private static String text(String resource) throws IOException {
        try (var in = DocumentFilesTest.class.getResourceAsStream(resource)) {
            assertThat(in).as(resource).isNotNull();
            return new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        }
    }
}
