// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.soak.check;

/**
 * An invariant does not hold.
 *
 * @param where such as a topic or a group
 * @param what was found
 */
public record Breach(Invariant invariant, String where, String what) {

    @Override
    public String toString() {
        return invariant + ", " + where + ": " + what;
    }
}
