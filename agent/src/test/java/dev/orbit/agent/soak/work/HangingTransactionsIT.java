// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.soak.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.lab.StockBrokerProcess;
import dev.orbit.agent.soak.stage.Positions;
import dev.orbit.agent.trial.Cluster;
import dev.orbit.agent.trial.LogFiles;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(240)
class HangingTransactionsIT {

    private static final TopicPartition HANGING = new TopicPartition("hanging", 0);
    private static final TopicPartition UNDER_WAY = new TopicPartition("under-way", 0);

    @TempDir
    Path directory;

    @Test
    void endsWhatNoCoordinatorKnowsAndNothingElse() throws Exception {
        try (StockBrokerProcess broker = StockBrokerProcess.start(directory);
                Cluster cluster = new Cluster(broker.bootstrapServers());
                var looking = new dev.orbit.agent.soak.stage.Cluster(broker.bootstrapServers())) {
            cluster.createTopic(HANGING.topic(), 1);
            cluster.createTopic(UNDER_WAY.topic(), 1);
            broker.stop();
            new LogFiles(broker.dataDirectory()).write(HANGING.topic(), List.of(ofNoCoordinator()));
            broker.restart();
            assertThat(positions(looking, HANGING)).isEqualTo(new Positions(0, 0, 1));

            try (var producer = cluster.producer(Map.of("transactional.id", "under-way"))) {
                producer.initTransactions();
                producer.beginTransaction();
                Cluster.send(producer, UNDER_WAY.topic(), 0, "in the transaction");
                HangingTransactions transactions = new HangingTransactions(looking, Duration.ofSeconds(25));

                assertThat(transactions.end(List.of(HANGING, UNDER_WAY))).containsExactly(HANGING);

                assertThat(positions(looking, HANGING)).isEqualTo(new Positions(0, 2, 2));
                assertThat(positions(looking, UNDER_WAY)).isEqualTo(new Positions(0, 0, 1));
                producer.commitTransaction();
                assertThat(transactions.end(List.of(HANGING, UNDER_WAY))).isEmpty();
            }
        }
    }

    private static Positions positions(dev.orbit.agent.soak.stage.Cluster cluster, TopicPartition partition) {
        return cluster.positions(partition.topic(), 1).get(0);
    }

    private static ByteBuffer ofNoCoordinator() {
        return MemoryRecords.withTransactionalRecords(
                        0L,
                        Compression.NONE,
                        4_711L,
                        (short) 1,
                        0,
                        0,
                        new SimpleRecord(System.currentTimeMillis(), "key".getBytes(), "value".getBytes()))
                .buffer();
    }
}
