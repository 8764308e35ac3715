// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.state;

/**
 * That leaders stop a topic's mirror, once. Where it ran again since, within the same attempt, it is another stop: what was
 * reported of the one before does not count for it.
 *
 * @param attempt of the topic's migration; 0: no stop
 * @param round how often the mirror was stopped in this attempt before, and ran again
 */
public record MirrorStop(int attempt, int round) {

    /** The mirror is not stopped. */
    public static final MirrorStop NONE = new MirrorStop(0, 0);

    public boolean isNone() {
        return equals(NONE);
    }
}
