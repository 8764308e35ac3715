// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.soak.history;

/**
 * One entry of a history.
 *
 * @param number from 1
 * @param pauseMs until the next step begins; this one may not be over by then
 */
public record Step(int number, Action action, int pauseMs) {

    /** One line of a written history. */
    public String words() {
        return String.format("%4d  %-18s %s", number, action.kind(), action.words());
    }
}
