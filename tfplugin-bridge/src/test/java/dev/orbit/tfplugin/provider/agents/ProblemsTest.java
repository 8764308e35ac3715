// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.provider.agents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.schemas.Problem;
import dev.orbit.tfplugin.diag.Diagnostic;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProblemsTest {

    @ParameterizedTest
    @CsvSource({
        "name, name",
        "changes[0].spec.source_regex, source_regex",
        "changes[12].spec.source_bootstrap_brokers[1].port, source_bootstrap_brokers[1].port",
        "changes[3].revision, revision",
        "auto_migration.enable, auto_migration.enable",
        ", ''"
    })
    void leadToTheAttribute(String field, String path) {
        Diagnostic diagnostic = Problems.errors(List.of(new Problem("a_code", "It is so.", field, "Do this.")))
                .get(0);

        assertThat(diagnostic.path()).hasToString(path);
        assertThat(diagnostic.summary()).isEqualTo("A code");
        assertThat(diagnostic.detail()).isEqualTo("It is so.\nDo this.");
    }
}
