// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.verify;

/** What has become of a record for readers of committed records. */
enum Outcome {
    /** They see it. */
    COMMITTED,
    /** It belongs to an aborted transaction. */
    ABORTED,
    /** It lies at or above the last stable offset: its transaction, or one before it, is open. */
    OPEN,
    /** It was removed before this could be found out. */
    UNKNOWN;

    boolean isDecided() {
        return this == COMMITTED || this == ABORTED;
    }

    /** Whether a reader of committed records sees something else on the other side. */
    boolean contradicts(Outcome other) {
        return isDecided() && other.isDecided() && this != other;
    }

    @Override
    public String toString() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
