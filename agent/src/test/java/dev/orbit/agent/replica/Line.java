// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.replica;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.orbit.agent.verify.TopicRecords;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/** One record, all of it, in a form that compares and prints. */
record Line(
        int partition,
        long offset,
        long timestampMs,
        TimestampType timestampType,
        @Nullable String key,
        @Nullable String value,
        List<String> headers) {

    /** All records of a topic, partition after partition. */
    static List<Line> read(Map<String, ?> cluster, String topic, IsolationLevel isolationLevel) {
        List<Line> lines = new ArrayList<>();
        TopicRecords.forEach(cluster, topic, isolationLevel, record -> lines.add(of(record)));
        // brokers answer for partitions in any order
        lines.sort(Comparator.comparingInt(Line::partition));
        return lines;
    }

    private static Line of(ConsumerRecord<byte[], byte[]> record) {
        List<String> headers = new ArrayList<>();
        for (Header header : record.headers()) {
            headers.add(header.key() + "=" + text(header.value()));
        }
        return new Line(
                record.partition(),
                record.offset(),
                record.timestamp(),
                record.timestampType(),
                text(record.key()),
                text(record.value()),
                headers);
    }

    private static @Nullable String text(byte @Nullable [] bytes) {
        return bytes == null ? null : new String(bytes, ISO_8859_1);
    }
}
