// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/** What becomes of a document's text. */
final class Parsed {

    /** The beginning of a document, all that one must have. */
    static final String BROKERS = "source_bootstrap_brokers: [{hostname: h, port: 9092}]\n";

    private Parsed() {}

    /** Each problem in brief. */
    static List<String> problems(String yaml) {
        return Documents.parse("f", yaml).problems().stream().map(Parsed::brief).toList();
    }

    /** Position, field and code. */
    static String brief(DocumentProblem found) {
        return found.position() + " " + found.problem().field() + " "
                + found.problem().code();
    }

    /** Message and remedy of the one problem. */
    static String message(String yaml) {
        List<DocumentProblem> found = Documents.parse("f", yaml).problems();
        assertThat(found).hasSize(1);
        return found.get(0).problem().message() + " " + found.get(0).problem().remedy();
    }

    /** The one document, in which nothing is wrong. */
    static LinkDocument only(String yaml) {
        Documents.Loaded loaded = Documents.parse("f", yaml);
        assertThat(loaded.problems()).isEmpty();
        return loaded.documents().get(0);
    }
}
