// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.link;

import java.nio.ByteBuffer;

/** How many offsets a produced batch takes. Pure. */
final class RecordCount {

    private static final int LAST_OFFSET_DELTA_OFFSET = 23;

    private RecordCount() {}

    /** Of one magic-2 batch, which is all that a produce may hold per partition. */
    static int of(ByteBuffer batch) {
        return batch.getInt(batch.position() + LAST_OFFSET_DELTA_OFFSET) + 1;
    }
}
