// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.verify;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/** Records as a cluster might hold them. */
final class Records {

    private Records() {}

    static SeenRecord committed(long offset, @Nullable String key, @Nullable String value) {
        return seen(Outcome.COMMITTED, offset, key, value);
    }

    static SeenRecord seen(Outcome outcome, long offset, @Nullable String key, @Nullable String value) {
        return new SeenRecord(record(offset, key, value), outcome);
    }

    static ConsumerRecord<byte[], byte[]> record(long offset, @Nullable String key, @Nullable String value) {
        return new ConsumerRecord<>(
                "t",
                0,
                offset,
                1_000 + offset,
                TimestampType.CREATE_TIME,
                0,
                0,
                bytes(key),
                bytes(value),
                new RecordHeaders(),
                Optional.empty());
    }

    static byte @Nullable [] bytes(@Nullable String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    /** A sequence that loses what lies below an offset before its first record is read. */
    static final class Sequence implements RecordSequence {

        private final Queue<SeenRecord> records;
        private final long startOffset;

        Sequence(long startOffset, SeenRecord... records) {
            this.records = new ArrayDeque<>(List.of(records));
            this.startOffset = startOffset;
        }

        @Override
        public @Nullable SeenRecord next() {
            return records.poll();
        }

        @Override
        public long startOffset() {
            return startOffset;
        }

        @Override
        public boolean isDecided(long offset) {
            return true;
        }
    }
}
