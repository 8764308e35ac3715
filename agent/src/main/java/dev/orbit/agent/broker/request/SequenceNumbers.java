// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.broker.request;

/** Sequence numbers of a producer: from 0 to 2^31 - 1, and then from 0 again. Pure. */
public final class SequenceNumbers {

    private static final int HALF = 1 << 30;

    private SequenceNumbers() {}

    /** Whether a number is another one, or one of the 2^30 before it. */
    public static boolean isAtMost(int sequence, int other) {
        return sequence >= 0 && other >= 0 && ((other - sequence) & Integer.MAX_VALUE) < HALF;
    }
}
