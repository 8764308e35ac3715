// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.verify;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** All records of a topic, one partition after the other. */
public final class TopicRecords {

    private TopicRecords() {}

    /**
     * Hands every record to {@code use}, in each partition from the log start to where the log ends when its turn comes.
     * A topic that does not exist has none.
     *
     * @param cluster client properties with {@code bootstrap.servers}, and credentials where it wants some
     * @throws org.apache.kafka.common.KafkaException if the cluster cannot be read
     */
    public static void forEach(
            Map<String, ?> cluster,
            String topic,
            IsolationLevel isolationLevel,
            Consumer<ConsumerRecord<byte[], byte[]>> use) {
        try (var consumer = Consumers.create(cluster, isolationLevel)) {
            List<PartitionInfo> partitions = consumer.partitionsFor(topic);
            for (PartitionInfo info : partitions == null ? List.<PartitionInfo>of() : partitions) {
                TopicPartition partition = new TopicPartition(topic, info.partition());
                Consumers.assign(consumer, partition);
                PartitionReader reader = new PartitionReader(
                        consumer,
                        partition,
                        Consumers.logStart(consumer, partition),
                        Consumers.end(consumer, partition));
                @Nullable ConsumerRecord<byte[], byte[]> record = reader.next();
                while (record != null) {
                    use.accept(record);
                    record = reader.next();
                }
            }
        }
    }
}
