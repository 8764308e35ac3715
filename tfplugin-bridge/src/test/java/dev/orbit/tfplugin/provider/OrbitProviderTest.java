// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.provider;

import static dev.orbit.tfplugin.cty.Value.Null.NULL;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.orbit.tfplugin.cty.Fields;
import dev.orbit.tfplugin.cty.Value;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OrbitProviderTest {

    private static final Fields NOTHING = new Fields(Map.of(
            "endpoint", NULL, "token", NULL, "ca_file", NULL, "client_cert_file", NULL, "client_key_file", NULL));

    private static void configures(Map<String, String> environment, Fields config) {
        assertThatCode(() -> new OrbitProvider(environment).configure(config)).doesNotThrowAnyException();
    }

    @Test
    void anEmptyEndpointInTheEnvironmentCountsAsAbsent() {
        configures(Map.of("ORBIT_ENDPOINT", ""), NOTHING);
    }

    /** A token would be refused there, for it would cross the network in the clear. */
    @Test
    void anEmptyTokenInTheEnvironmentCountsAsAbsent() {
        configures(Map.of("ORBIT_TOKEN", ""), NOTHING.with("endpoint", Value.of("http://agent-1.example.com:8080")));
    }
}
