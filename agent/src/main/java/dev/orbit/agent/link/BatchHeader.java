// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.link;

import java.nio.ByteBuffer;

/** What a produced batch says of itself: one magic-2 batch, which is all that a produce may hold per partition. Pure. */
final class BatchHeader {

    private static final int LAST_OFFSET_DELTA_OFFSET = 23;
    private static final int PRODUCER_ID_OFFSET = 43;

    private BatchHeader() {}

    /** How many offsets it takes. */
    static int offsetCount(ByteBuffer batch) {
        return batch.getInt(batch.position() + LAST_OFFSET_DELTA_OFFSET) + 1;
    }

    /** Negative: none. */
    static long producerId(ByteBuffer batch) {
        return batch.getLong(batch.position() + PRODUCER_ID_OFFSET);
    }
}
