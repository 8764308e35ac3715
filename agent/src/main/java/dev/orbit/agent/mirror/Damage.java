// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.mirror;

import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.CorruptRecordException;

/** What is told of a batch that arrived damaged. */
final class Damage {

    private Damage() {}

    static String of(TopicPartition source, long offset, CorruptRecordException why) {
        return "source partition " + source + " brought a damaged batch at offset " + offset + ": " + why.getMessage()
                + " It is not appended, and fetched again; the other partitions go on. If it stays so, let another"
                + " replica of " + source + " lead at the source: this one's copy is damaged.";
    }
}
