// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.provider.documents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.tfplugin.diag.Diagnostic;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlannedIdsTest {

    private final PlannedIds ids = new PlannedIds("link", "orbit_link");

    private static Optional<String> summary(Optional<Diagnostic> diagnostic) {
        return diagnostic.filter(Diagnostic::isError).map(Diagnostic::summary);
    }

    @Test
    void oneDocumentIsCreatedOnce() {
        assertThat(ids.create("prod")).isEmpty();
        assertThat(ids.create("other")).isEmpty();

        assertThat(summary(ids.create("prod"))).contains("Two resources are the same link");
    }

    @Test
    void whatOneCreatesAndAnotherDestroysHasMovedWhicheverComesFirst() {
        ids.create("a");
        ids.destroy("b");

        assertThat(summary(ids.destroy("a"))).contains("The link has another address");
        assertThat(summary(ids.create("b"))).contains("The link has another address");
        assertThat(ids.destroy("c")).isEmpty();
    }
}
