// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class AgentMainTest {

    @Test
    void wrongUsageIsAnErrorAndNoDifference() {
        for (String command : List.of("agent", "quickstart", "soak", "verify")) {
            assertThat(AgentMain.run(command, "--nonsense")).as(command).isEqualTo(1);
        }
        assertThat(AgentMain.run("nonsense")).isEqualTo(1);
        assertThat(AgentMain.run("soak", "--minutes", "0")).isEqualTo(1);
        assertThat(AgentMain.run("verify", "--help")).isZero();
    }
}
