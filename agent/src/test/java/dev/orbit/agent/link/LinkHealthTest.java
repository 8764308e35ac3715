// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.link;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LinkHealthTest {

    private final LinkHealth health = new LinkHealth("orders");

    /** Each says a thing once, while it stays so: it would not say it again. */
    @Test
    void thatOneReachesTheSourceClearsNoOthersError() {
        health.mirror().unreachable("Broker 2 is down.", "Start it.");
        health.strays().reached();
        health.proxy().reached();

        assertThat(health.mirrorError()).isEqualTo("Broker 2 is down. Start it.");
        assertThat(health.error()).isEqualTo("Broker 2 is down. Start it.");
        assertThat(health.proxyError()).isNull();

        health.mirror().reached();
        assertThat(health.error()).isNull();
    }

    @Test
    void whatIsWrongWithAnyOfThemIsTold() {
        health.strays().unreachable("No.", "Wait.");
        assertThat(health.error()).isEqualTo("copying what is written past the proxy: No. Wait.");
        assertThat(health.mirrorError()).isNull();

        health.proxy().unreachable("Bad password.", "Set another.");
        assertThat(health.error()).isEqualTo("the proxy: Bad password. Set another.");
        health.strays().connectionFailed();
        health.proxy().connectionFailed();
        health.mirror().connectionFailed();
        assertThat(health.connectionFailures()).isEqualTo(3);
    }
}
