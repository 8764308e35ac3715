// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.provider.documents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.tfplugin.diag.Diagnostic;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlannedIdsTest {

    private final PlannedIds ids = new PlannedIds("link", "orbit_link");

    private Optional<Diagnostic> create(String id) {
        return ids.create(id);
    }

    private static Optional<String> summary(Optional<Diagnostic> diagnostic) {
        return diagnostic.filter(Diagnostic::isError).map(Diagnostic::summary);
    }

    @Test
    void oneDocumentIsCreatedOnce() {
        assertThat(create("prod")).isEmpty();
        assertThat(create("other")).isEmpty();

        assertThat(summary(create("prod"))).contains("Two resources are the same link");
    }

    @Test
    void whatOneCreatesAndAnotherDestroysHasMovedWhicheverComesFirst() {
        create("a");
        ids.destroy("b");

        assertThat(summary(ids.destroy("a"))).contains("The link has another address");
        assertThat(summary(create("b"))).contains("The link has another address");
        assertThat(ids.destroy("c")).isEmpty();
    }

    @Test
    void anotherIdTakesTheOneAndGivesUpTheOther() {
        ids.rename("a", "b");
        create("c");
        ids.destroy("d");

        assertThat(summary(create("a"))).contains("The link has another address");
        assertThat(summary(ids.destroy("b"))).contains("The link has another address");
        assertThat(summary(ids.rename("e", "c"))).contains("Two resources are the same link");
        assertThat(summary(ids.rename("c", "f"))).contains("The link has another address");
        assertThat(summary(ids.rename("g", "d"))).contains("The link has another address");
    }

    /** With {@code -replace} an object is planned as changed, and then as created. */
    @Test
    void anObjectOfAnotherIdThatIsReplacedCreatesItOnce() {
        ids.rename("a", "b");

        assertThat(summary(create("b"))).contains("Two resources are the same link");
        assertThat(ids.replace("b")).isEmpty();
        assertThat(summary(ids.replace("b"))).contains("Two resources are the same link");

        ids.rename("c", "d");
        assertThat(summary(create("d"))).contains("Two resources are the same link");
    }
}
