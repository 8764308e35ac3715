// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.broker.log;

import dev.orbit.agent.batch.BatchHeader;
import dev.orbit.agent.proof.RunningDigest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.record.internal.FileRecords;
import org.apache.kafka.storage.internals.log.LogSegment;
import org.apache.kafka.storage.internals.log.UnifiedLog;

/** Reads the headers of a log's batches, and nothing in between where batches are large. Confined to one thread. */
final class BatchHeaders {

    /** A few pages: many small batches in one read, and not much of a large one for nothing. */
    private static final int WINDOW_BYTES = 16 << 10;

    private static final int BATCH_BYTES_MIN = 17;

    private final ByteBuffer window = ByteBuffer.allocate(WINDOW_BYTES);
    private final BooleanSupplier goesOn;

    BatchHeaders(BooleanSupplier goesOn) {
        this.goesOn = goesOn;
    }

    /** Adds the batches from one offset to another, or to where it does not go on. */
    void count(UnifiedLog log, long startOffset, long endOffset, RunningDigest digest) throws IOException {
        for (LogSegment segment : log.logSegments(startOffset, endOffset)) {
            FileRecords file = segment.log();
            int size = file.sizeInBytes();
            window.clear().limit(0);
            int windowAt = 0;
            int position = 0;
            while (position < size && goesOn.getAsBoolean()) {
                int needed = Math.min(BatchHeader.BYTES_MAX, size - position);
                if (position + needed > windowAt + window.limit()) {
                    window.clear();
                    file.readInto(window, position);
                    windowAt = position;
                }
                int at = position - windowAt;
                if (needed < BATCH_BYTES_MIN
                        || at + needed > window.limit()
                        || BatchHeader.sizeBytes(window, at) < BATCH_BYTES_MIN) {
                    throw new CorruptRecordException("There is no batch at byte " + position + " of " + file.file());
                }
                long last = BatchHeader.lastOffset(window, at);
                if (last >= endOffset) {
                    return;
                }
                if (last >= startOffset) {
                    digest.add(window, at);
                }
                position += BatchHeader.sizeBytes(window, at);
            }
        }
    }
}
