// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.soak.history;

/** Somebody produces to a mirror topic at the destination, and must be refused. */
public record Trespass(String topic, boolean transactional) implements Action {
    @Override
    public String words() {
        return topic + " at the destination" + (transactional ? ", in a transaction" : "");
    }
}
