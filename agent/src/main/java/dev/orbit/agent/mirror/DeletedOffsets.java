// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.mirror;

import dev.orbit.agent.batch.BatchHeader;
import dev.orbit.agent.batch.Batches;
import java.nio.ByteBuffer;
import java.util.PrimitiveIterator;

/**
 * The offsets of which the source deleted everything before it was mirrored: markers may have been among it. Pure.
 *
 * @param toOffset exclusive
 */
record DeletedOffsets(long fromOffset, long toOffset) {

    /** The source holds no batch that could begin below its log start. */
    static final long NO_BATCH = Long.MAX_VALUE;

    private static final long NOT_TOLD = Long.MIN_VALUE;

    /**
     * A log start may lie inside a batch, and that batch is whole at the source.
     *
     * @param nextOffset at which the mirror goes on
     * @param firstBatch where the source's first batch from there on begins, {@link #NO_BATCH}
     */
    static DeletedOffsets between(long nextOffset, long sourceLogStart, long firstBatch) {
        return new DeletedOffsets(nextOffset, Math.max(nextOffset, Math.min(sourceLogStart, firstBatch)));
    }

    /** Where the first batch of these begins; below every offset where it does not tell. */
    static long firstBatch(ByteBuffer records) {
        PrimitiveIterator.OfInt places = Batches.in(records);
        if (!places.hasNext()) {
            return NOT_TOLD;
        }
        int at = places.nextInt();
        return BatchHeader.tellsWhereItBegins(records, at) ? BatchHeader.baseOffset(records, at) : NOT_TOLD;
    }

    boolean isEmpty() {
        return fromOffset == toOffset;
    }

    /** The last of them, or all where they are not more. */
    DeletedOffsets last(int count) {
        return new DeletedOffsets(Math.max(fromOffset, toOffset - count), toOffset);
    }
}
