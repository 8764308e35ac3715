// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.documents;

import static dev.orbit.reconciler.documents.Parsed.BROKERS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the name of a variable belongs, the secret itself may have been pasted: it goes into no log. */
class PastedSecretsTest {

    private static String told(String yaml) {
        List<DocumentProblem> problems = Documents.parse("f", BROKERS + yaml).problems();
        assertThat(problems).isNotEmpty();
        return problems.toString();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "83749201",
                "012374201",
                "8374_9201",
                "8374.9201",
                "837e9201.0",
                "!s374920 1",
                "*s374920",
                "!s3749201!x 1",
                "[012374201]"
            })
    void isNotShownWhateverYamlTakesItFor(String secret) {
        assertThat(told("source_cluster_credentials:\n  sasl_password_env: " + secret + "\n"))
                .doesNotContain("374", "9201");
        assertThat(told("auto_migration_source_cluster_credentials: {jks_key_password_env: " + secret + "}\n"))
                .doesNotContain("374", "9201");
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes", "true"})
    void isNotShownWhereItIsATruthValueEither(String secret) {
        assertThat(told("source_cluster_credentials:\n  sasl_password_env: " + secret + "\n"))
                .doesNotContain(secret);
    }

    @Test
    void isNotShownUnderAKeyThatIsMisspelt() {
        assertThat(told("source_cluster_credentials: {sasl_password: 012374201}\n"))
                .doesNotContain("374");
    }

    @Test
    void theRemedyNamesAVariableToUse() {
        assertThat(told("source_cluster_credentials: {sasl_password_env: 83749201}\n"))
                .contains("The value (not shown) is no text.", "ORBIT_SASL_PASSWORD and give that name here.")
                .contains("wrong_type");
        assertThat(told("source_cluster_credentials: {sasl_password_env: 012374201}\n"))
                .contains("The value (not shown) is no text.", "ORBIT_SASL_PASSWORD and give that name here.")
                .contains("ambiguous_value");
        assertThat(told("source_cluster_credentials: {use_tls: yes}\n")).contains("The value yes is text");
    }
}
