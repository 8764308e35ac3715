// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Properties;
import org.junit.jupiter.api.Test;

class AgentSettingsTest {

    @Test
    void whatIsNotSetHasItsDefault() throws Exception {
        AgentSettings settings = AgentSettings.of(new Properties());

        assertThat(settings.apiHost()).isEqualTo("127.0.0.1");
        assertThat(settings.apiPort()).isEqualTo(8080);
        assertThat(settings.clusterId()).isNull();
        assertThat(settings.heldBytesMax()).isEqualTo(67_108_864);
        assertThat(settings.leaseMs()).isEqualTo(20_000);
        assertThat(settings.refreshMs()).isEqualTo(10_000);
        assertThat(settings.stateReplicationFactor()).isEqualTo((short) 3);
        assertThat(settings.kafka()).containsOnlyKeys("replica.lag.time.max.ms");
    }
}
