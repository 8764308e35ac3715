// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.soak.history;

/** How a proxied topic is written to. */
public enum Sender {
    /** To the agent, by an idempotent producer, with acks all, which tries until it succeeds. */
    IDEMPOTENT("idempotent"),
    /** To the agent, with acks 1, and each record once. */
    ONCE("acks 1, each sent once"),
    /** To the source, also after the topic has moved, by an idempotent producer that was forgotten there. */
    PAST_ORBIT("to the source, past Orbit");

    private final String words;

    Sender(String words) {
        this.words = words;
    }

    /** For a person. */
    public String words() {
        return words;
    }
}
