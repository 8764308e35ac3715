// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.api.Access;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class TrustTest {

    private static final Access GUARDED = new Access(null, null, "secret");

    private final Properties kafka = new Properties();

    @Test
    void aTokenBesideAnOpenListenerIsWarnedOf() {
        kafka.setProperty("inter.broker.listener.name", "BROKERS");

        assertThat(Trust.warning(kafka, GUARDED))
                .hasValueSatisfying(warning -> assertThat(warning)
                        .contains("authorizer.class.name", "BROKERS", "without any")
                        .doesNotContain("secret"));
    }

    @Test
    void nothingIsSaidWhereAnAuthorizerDecidesOrNothingIsGuarded() {
        assertThat(Trust.warning(kafka, new Access(null, null, null))).isEmpty();

        kafka.setProperty("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
        assertThat(Trust.warning(kafka, GUARDED)).isEmpty();
    }
}
