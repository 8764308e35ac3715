// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That no way of giving a code goes unseen. */
class CodesTest {

    private static final String PROBLEM = """
            record Problem(String code, String message) {
                static Problem of(String code, int count, String message) {
                    return new Problem(code, message + count);
                }
            }
            """;

    @TempDir
    private Path directory;

    @Test
    void readsWhateverIsGivenToSomethingCalledCode() throws IOException {
        Codes codes = codes("""
                class Uses {
                    private static final String LATE = "late";
                    enum Reason {
                        FULL("full");
                        private final String code;
                        Reason(String code) {
                            this.code = code;
                        }
                        String code() {
                            return code;
                        }
                    }
                    Object literal = new Problem("literal", "");
                    Object constant = new Problem(LATE, "");
                    Object choice(boolean isA) {
                        return Problem.of(isA ? "a" : ("b"), 2, "");
                    }
                    Object handed(Problem other, Reason reason) {
                        String code = "local";
                        return List.of(new Problem(other.code(), ""), new Problem(reason.code(), ""), new Problem(code, ""));
                    }
                    void add(int place, String code) {}
                    void through() {
                        add(1, "through");
                        List.of("no code", 2, "");
                    }
                }
                """);

        assertThat(codes.unread()).isEmpty();
        assertThat(codes.words()).containsExactly("a", "b", "full", "late", "literal", "local", "through");
    }

    @Test
    void tellsWhatItCannotRead() throws IOException {
        Codes codes = codes("""
                class Uses {
                    Object computed = new Problem("invalid_" + 1, "");
                    Object handed(String word) {
                        return new Problem(word, "");
                    }
                    Object reference(Stream<String> words) {
                        return words.collect(Problem::new);
                    }
                    String code() {
                        return "source_" + this;
                    }
                }
                """);

        assertThat(codes.words()).isEmpty();
        assertThat(codes.unread())
                .extracting(text -> text.substring(text.indexOf(": ") + 2))
                .containsExactly("\"invalid_\" + 1", "word", "Problem::new", "\"source_\" + this");
    }

    private Codes codes(String uses) throws IOException {
        return Codes.of(List.of(
                Files.writeString(directory.resolve("Problem.java"), PROBLEM),
                Files.writeString(directory.resolve("Uses.java"), uses)));
    }
}
