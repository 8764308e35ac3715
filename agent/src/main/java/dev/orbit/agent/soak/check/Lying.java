// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.soak.check;

import dev.orbit.agent.soak.ledger.Generation;
import dev.orbit.agent.soak.ledger.Stamp;
import dev.orbit.agent.soak.stage.Cluster;
import dev.orbit.agent.verify.TopicRecords;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.IsolationLevel;

/**
 * A record that lies in a log.
 *
 * @param stamp empty: no writer of the simulator's made it
 * @param valueHash of the whole value
 */
record Lying(long offset, Optional<Stamp> stamp, int valueHash) {

    /** All of a topic, whatever readers of committed records see, by partition; none of a topic that is not there. */
    static Map<Integer, List<Lying>> in(Cluster cluster, String topic) {
        Map<Integer, List<Lying>> partitions = new HashMap<>();
        TopicRecords.forEach(
                cluster.client(),
                topic,
                IsolationLevel.READ_UNCOMMITTED,
                record -> partitions
                        .computeIfAbsent(record.partition(), unused -> new ArrayList<>())
                        .add(new Lying(record.offset(), Stamp.of(record.value()), Generation.hash(record.value()))));
        return partitions;
    }

    @Override
    public String toString() {
        return stamp.map(Stamp::toString).orElse("a record of nobody's") + " at offset " + offset;
    }
}
