// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecordDifferenceTest {

    private final ConsumerRecord<byte[], byte[]> record = record(5, 100, TimestampType.CREATE_TIME, "k", "v", "h", "x");

    @Test
    void sameRecordsDoNotDiffer() {
        assertThat(difference(record(5, 100, TimestampType.CREATE_TIME, "k", "v", "h", "x")))
                .isEmpty();
        assertThat(RecordDifference.first(
                        record(1, 1, TimestampType.CREATE_TIME, null, null),
                        record(1, 1, TimestampType.CREATE_TIME, null, null)))
                .isEmpty();
    }

    @Test
    void namesThePartThatDiffersAndItsValues() {
        assertThat(difference(record(6, 100, TimestampType.CREATE_TIME, "k", "v", "h", "x")))
                .contains(new RecordDifference("offset", "5", "6"));
        assertThat(difference(record(5, 101, TimestampType.CREATE_TIME, "k", "v", "h", "x")))
                .contains(new RecordDifference("timestamp", "100", "101"));
        assertThat(difference(record(5, 100, TimestampType.LOG_APPEND_TIME, "k", "v", "h", "x")))
                .contains(new RecordDifference("timestamp type", "CreateTime", "LogAppendTime"));
        assertThat(difference(record(5, 100, TimestampType.CREATE_TIME, null, "v", "h", "x")))
                .contains(new RecordDifference("key", "\"k\"", "null"));
        assertThat(difference(record(5, 100, TimestampType.CREATE_TIME, "k", "", "h", "x")))
                .contains(new RecordDifference("value", "\"v\"", "\"\""));
        assertThat(difference(record(5, 100, TimestampType.CREATE_TIME, "k", "v")))
                .contains(new RecordDifference("header count", "1", "0"));
        assertThat(difference(record(5, 100, TimestampType.CREATE_TIME, "k", "v", "i", "x")))
                .contains(new RecordDifference("header 0 key", "h", "i"));
        assertThat(difference(record(5, 100, TimestampType.CREATE_TIME, "k", "v", "h", "\n")))
                .contains(new RecordDifference("header 0 (h) value", "\"x\"", "0x0a"));
    }

    /** Of message format 0 at the source, and cleaned into format 2 at the destination. */
    @Test
    void recordsWithoutATimestampHaveNoTypeOfOne() {
        assertThat(RecordDifference.first(
                        record(1, ConsumerRecord.NO_TIMESTAMP, TimestampType.NO_TIMESTAMP_TYPE, null, null),
                        record(1, ConsumerRecord.NO_TIMESTAMP, TimestampType.CREATE_TIME, null, null)))
                .isEmpty();
    }

    @Test
    void showsOfALongValueWhatIsAroundTheDifference() {
        String same = "s".repeat(1_000);
        Optional<RecordDifference> difference = RecordDifference.first(
                record(5, 100, TimestampType.CREATE_TIME, "k", same + "a" + same),
                record(5, 100, TimestampType.CREATE_TIME, "k", same + "b"));

        assertThat(difference)
                .contains(new RecordDifference(
                        "value",
                        '"' + "s".repeat(20) + "a" + "s".repeat(39) + "\" (bytes 980 to 1040 of 2001)",
                        '"' + "s".repeat(20) + "b\" (bytes 980 to 1001 of 1001)"));
    }

    private Optional<RecordDifference> difference(ConsumerRecord<byte[], byte[]> other) {
        return RecordDifference.first(record, other);
    }

    private static ConsumerRecord<byte[], byte[]> record(
            long offset,
            long timestamp,
            TimestampType type,
            @Nullable String key,
            @Nullable String value,
            String... headers) {
        RecordHeaders recordHeaders = new RecordHeaders();
        for (int i = 0; i < headers.length; i += 2) {
            recordHeaders.add(headers[i], bytes(headers[i + 1]));
        }
        return new ConsumerRecord<>(
                "t", 0, offset, timestamp, type, 0, 0, bytes(key), bytes(value), recordHeaders, Optional.empty());
    }

    private static byte @Nullable [] bytes(@Nullable String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }
}
