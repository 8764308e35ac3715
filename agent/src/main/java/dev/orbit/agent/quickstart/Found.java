// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.quickstart;

import dev.orbit.agent.verify.TopicRecords;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.IsolationLevel;

/** Reads what is in a cluster. */
final class Found {

    private Found() {}

    /** Where a topic's committed records lie, by id, which is their value. */
    static Map<String, List<Position>> in(String bootstrapServers, String topic) {
        Map<String, List<Position>> found = new HashMap<>();
        TopicRecords.forEach(
                Map.of("bootstrap.servers", bootstrapServers),
                topic,
                IsolationLevel.READ_COMMITTED,
                record -> found.computeIfAbsent(
                                new String(record.value(), StandardCharsets.UTF_8), id -> new ArrayList<>())
                        .add(new Position(record.partition(), record.offset())));
        return found;
    }
}
