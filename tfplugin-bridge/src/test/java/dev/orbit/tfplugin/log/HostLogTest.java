// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostLogTest {

    /** A variable that is empty is unset, to Terraform too, and what it does not know is TRACE to it. */
    @ParameterizedTest
    @CsvSource({
        ", , INFO",
        ", DEBUG, FINE",
        ", trace, ALL",
        ", JSON, ALL",
        ", WARN, WARNING",
        ", ERROR, SEVERE",
        ", info, INFO",
        ", loud, ALL",
        "loud, ERROR, ALL",
        ", off, OFF",
        "DEBUG, , FINE",
        "DEBUG, ERROR, FINE",
        "'', DEBUG, FINE",
        "' ', DEBUG, FINE",
        "'', '', INFO"
    })
    void takesTheLevelThatTerraformIsAskedFor(@Nullable String ofProviders, @Nullable String ofAll, String expected) {
        Map<String, String> environment = new HashMap<>();
        if (ofProviders != null) {
            environment.put("TF_LOG_PROVIDER", ofProviders);
        }
        if (ofAll != null) {
            environment.put("TF_LOG", ofAll);
        }

        assertThat(HostLog.level(environment)).isEqualTo(Level.parse(expected));
    }
}
