// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.batch;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.PrimitiveIterator;

/** The batches of a buffer, whose position and limit are never moved. */
public final class Batches {

    private Batches() {}

    /** Where each whole batch begins; a fetch may end in a part of one, which is left out. */
    public static PrimitiveIterator.OfInt in(ByteBuffer records) {
        return new Places(records);
    }

    private static final class Places implements PrimitiveIterator.OfInt {
        private final ByteBuffer records;
        private int next;

        private Places(ByteBuffer records) {
            this.records = records;
            this.next = records.position();
        }

        @Override
        public boolean hasNext() {
            return BatchHeader.isWhole(records, next);
        }

        @Override
        public int nextInt() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            int at = next;
            next += BatchHeader.sizeBytes(records, at);
            return at;
        }
    }

    /** Every whole batch. */
    public static List<ByteBuffer> split(ByteBuffer records) {
        List<ByteBuffer> batches = new ArrayList<>();
        in(records).forEachRemaining((int at) -> batches.add(records.slice(at, BatchHeader.sizeBytes(records, at))));
        return batches;
    }

    /**
     * Neighbouring batches, joined to chunks of at most the given size; a larger batch stands alone, and no batch of magic 2
     * is in one chunk with an older one.
     */
    public static List<ByteBuffer> chunks(ByteBuffer records, int bytesMax) {
        List<ByteBuffer> chunks = new ArrayList<>();
        int start = records.position();
        int end = start;
        for (PrimitiveIterator.OfInt places = in(records); places.hasNext(); ) {
            int at = places.nextInt();
            int size = BatchHeader.sizeBytes(records, at);
            boolean fits = at - start + size <= bytesMax
                    && BatchHeader.isMagic2(records, at) == BatchHeader.isMagic2(records, start);
            if (at > start && !fits) {
                chunks.add(records.slice(start, at - start));
                start = at;
            }
            end = at + size;
        }
        if (end > start) {
            chunks.add(records.slice(start, end - start));
        }
        return chunks;
    }
}
