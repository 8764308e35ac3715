// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.mirror;

import org.jspecify.annotations.Nullable;

/**
 * Up to which moment a mirror partition holds all that the source had: it need not ever be caught up for this to move on,
 * only to reach where the source ended a while ago. What the source's log cleaner takes away was there for a while after
 * it was written: so what is fetched soon enough after this moment lacks no tombstone that the mirror needs. Pure: the
 * clock is an argument. Used under the target's monitor.
 */
final class Freshness {

    private long heldAsOfMs;
    private @Nullable End next;

    /** Where the source ended at this moment, or later. */
    private record End(long atMs, long offset) {}

    /** @param heldAsOfMs as it is recorded; of a mirror that holds nothing yet, the moment before its first fetch */
    Freshness(long heldAsOfMs) {
        this.heldAsOfMs = heldAsOfMs;
    }

    /**
     * The source answered.
     *
     * @param askedMs before it did
     * @param highWatermark the mirror's: what is not acknowledged by its replicas may be fetched again, later
     */
    void answered(long askedMs, long sourceEndOffset, long highWatermark) {
        End waited = next;
        if (waited != null && highWatermark >= waited.offset()) {
            heldAsOfMs = Math.max(heldAsOfMs, waited.atMs());
            next = null;
        }
        if (highWatermark >= sourceEndOffset) {
            heldAsOfMs = Math.max(heldAsOfMs, askedMs);
            next = null;
        } else if (next == null) {
            next = new End(askedMs, sourceEndOffset);
        }
    }

    long heldAsOfMs() {
        return heldAsOfMs;
    }
}
