// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.migrate;

import org.jspecify.annotations.Nullable;

/**
 * How far the migration of one topic is.
 *
 * @param topic its name at the destination
 * @param offsetLag records still to be mirrored; null while unknown
 * @param timeLagSeconds null while unknown
 * @param reason why it was rolled back; null otherwise
 */
public record TopicProgress(
        String topic,
        Outcome outcome,
        @Nullable Long offsetLag,
        @Nullable Double timeLagSeconds,
        @Nullable String reason) {

    /** Where a migration stands. */
    public enum Outcome {
        RUNNING,
        COMPLETE,
        /** Back in PROXY, by a timeout or an abort. */
        ROLLED_BACK,
        /** No longer a mirror topic: its mapping or link was removed meanwhile. */
        GONE
    }

    /** Whether nothing more will happen. */
    public boolean isOver() {
        return outcome != Outcome.RUNNING;
    }
}
