// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.soak.history;

/**
 * Everything that is under way comes to its end, all faults are healed, and both sides are compared in full.
 *
 * @param number from 1
 */
public record QuietPoint(int number) implements Action {
    @Override
    public String words() {
        return "number " + number;
    }
}
