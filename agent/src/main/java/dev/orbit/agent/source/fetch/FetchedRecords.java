// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.fetch;

import java.nio.ByteBuffer;
import org.apache.kafka.common.record.internal.MemoryRecords;

/**
 * What a fetch brought of one partition.
 *
 * @param records raw batches; may be empty, may begin below the offset asked for and may end in a part of a batch; the
 *     bytes may be changed in place
 * @param sourceHighWatermark the source's, at the time of the answer
 * @param sourceLogStartOffset the source's, at the time of the answer; -1 from a source older than 1.0
 */
public record FetchedRecords(MemoryRecords records, long sourceHighWatermark, long sourceLogStartOffset) {

    /** The raw batches' own bytes, from position to limit. */
    public ByteBuffer bytes() {
        return records.buffer();
    }
}
