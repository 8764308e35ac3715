// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.soak.check;

import dev.orbit.agent.soak.ledger.Entry;
import dev.orbit.agent.soak.ledger.Generation;
import dev.orbit.agent.soak.stage.Cluster;
import dev.orbit.agent.verify.TopicRecords;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.IsolationLevel;

/**
 * What readers of committed records find in a topic.
 *
 * @param partitions by number and offset
 * @param strangers records that are not of the generation looked for
 */
record Found(Map<Integer, TreeMap<Long, Seen>> partitions, long strangers) {

    /** A record, as its hashes. */
    record Seen(int keyHash, int valueHash) {

        boolean is(Entry entry) {
            return keyHash == entry.keyHash() && valueHash == entry.valueHash();
        }
    }

    static Found in(Cluster cluster, String topic, int generation) {
        Map<Integer, TreeMap<Long, Seen>> partitions = new HashMap<>();
        long[] strangers = {0};
        TopicRecords.forEach(cluster.client(), topic, IsolationLevel.READ_COMMITTED, record -> {
            partitions
                    .computeIfAbsent(record.partition(), unused -> new TreeMap<>())
                    .put(record.offset(), new Seen(Generation.hash(record.key()), Generation.hash(record.value())));
            if (!Generation.isOf(generation, record.value())) {
                strangers[0]++;
            }
        });
        return new Found(partitions, strangers[0]);
    }

    TreeMap<Long, Seen> partition(int number) {
        return partitions.getOrDefault(number, new TreeMap<>());
    }
}
