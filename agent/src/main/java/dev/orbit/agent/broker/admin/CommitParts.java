// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.broker.admin;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Utils;

/**
 * Parts of a group's offsets. A request's are one batch of records, and {@code __consumer_offsets} takes none that is larger
 * than its {@code max.message.bytes}, 1 MiB by default.
 */
final class CommitParts {

    private static final int OFFSETS_MAX = 1_000;
    private static final int BYTES_MAX = 500_000;

    /** Of a record, besides the texts in it. */
    private static final int RECORD_BYTES = 64;

    private CommitParts() {}

    /** @param metadata that is committed with each offset; empty where it is deleted */
    static List<List<TopicPartition>> of(
            String group, Collection<TopicPartition> partitions, Function<TopicPartition, String> metadata) {
        List<List<TopicPartition>> parts = new ArrayList<>();
        List<TopicPartition> part = new ArrayList<>();
        int bytes = 0;
        for (TopicPartition partition : partitions) {
            int own = RECORD_BYTES
                    + Utils.utf8Length(group)
                    + Utils.utf8Length(partition.topic())
                    + Utils.utf8Length(metadata.apply(partition));
            if (part.size() == OFFSETS_MAX || (!part.isEmpty() && bytes + own > BYTES_MAX)) {
                parts.add(part);
                part = new ArrayList<>();
                bytes = 0;
            }
            part.add(partition);
            bytes += own;
        }
        parts.add(part);
        return parts;
    }
}
