// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent;

import dev.orbit.agent.api.Access;
import java.util.Optional;
import java.util.Properties;

/** Whom an agent takes for another one: whoever may do what brokers do, on the listener that they use. */
final class Trust {

    private Trust() {}

    /** What the operator should know who guards the API with a token or certificates, and leaves another way in open. */
    static Optional<String> warning(Properties kafka, Access access) {
        boolean isAuthorized = !kafka.getProperty("authorizer.class.name", "").isBlank();
        if (isAuthorized || !access.isGuarded()) {
            return Optional.empty();
        }
        return Optional.of(
                "the tokens and certificates that this agent asks for guard its HTTP API alone: authorizer.class.name is not set, so whoever"
                        + " reaches its inter-broker listener (inter.broker.listener.name, "
                        + kafka.getProperty(
                                "inter.broker.listener.name", "else the one of security.inter.broker.protocol")
                        + ") is taken for an agent, and may change links and have topics cut over without any. Let"
                        + " nobody but the agents reach that listener, or set an authorizer and a listener that"
                        + " authenticates.");
    }
}
