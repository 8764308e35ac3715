// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orbit.agent.lab.StockBrokerProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The applications and the judge, with a stock broker in the place of both clusters. */
@Timeout(120)
class WorkloadIT {

    private static final String TOPIC = "orders";

    @TempDir
    Path directory;

    private final Workload workload = new Workload();

    @Test
    void seesAPauseAndFindsEveryRecordAfterIt() {
        try (StockBrokerProcess broker = StockBrokerProcess.start(directory)) {
            String address = broker.bootstrapServers();
            new History(address, workload).write(TOPIC, 2, "order-", 20);
            try (LiveConsumer consumer = LiveConsumer.start(address, List.of(TOPIC));
                    LiveProducer producer = LiveProducer.start(
                            address, List.of(new LiveProducer.LiveTopic(TOPIC, "order-", 21)), workload)) {
                await().until(() -> workload.acknowledgedCount() > 100);
                broker.suspend();
                await().pollDelay(Duration.ofSeconds(2)).until(() -> true);
                broker.resume();
                int before = workload.acknowledgedCount();
                await().until(() -> workload.acknowledgedCount() > before + 100);
                producer.finish();
                await().until(() -> consumer.readCount() == workload.acknowledgedCount());
                assertThat(consumer.repeatedCount()).isZero();
                assertThat(consumer.failure()).isNull();
            }

            assertThat(workload.failures()).isEmpty();
            assertThat(workload.longestPauseMs(TOPIC)).isBetween(1_500L, 30_000L);
            Judge.Verdict verdict = judge(address);
            assertThat(verdict)
                    .isEqualTo(new Judge.Verdict(TOPIC, verdict.acknowledged(), verdict.acknowledged(), 0, 0, 0, 0));
        }
    }

    @Test
    void findsWhatWasDeletedAndWhatWasWrittenTwice() throws Exception {
        try (StockBrokerProcess broker = StockBrokerProcess.start(directory)) {
            String address = broker.bootstrapServers();
            new History(address, workload).write(TOPIC, 1, "order-", 20);
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", address));
                    KafkaProducer<String, String> producer = new KafkaProducer<>(
                            Map.of("bootstrap.servers", address), new StringSerializer(), new StringSerializer())) {
                admin.deleteRecords(Map.of(new TopicPartition(TOPIC, 0), RecordsToDelete.beforeOffset(3)))
                        .all()
                        .get(30, TimeUnit.SECONDS);
                producer.send(new ProducerRecord<>(TOPIC, "order-1", "order-1")).get(30, TimeUnit.SECONDS);
                producer.send(new ProducerRecord<>(TOPIC, "order-9", "order-9")).get(30, TimeUnit.SECONDS);
            }

            Judge.Verdict verdict = judge(address);

            // order-2 and order-3 are gone, order-1 lies elsewhere, order-9 is there twice
            assertThat(verdict).isEqualTo(new Judge.Verdict(TOPIC, 20, 17, 2, 1, 1, 0));
        }
    }

    private Judge.Verdict judge(String address) {
        Map<String, List<Position>> found = Found.in(address, TOPIC);
        return Judge.judge(TOPIC, workload.acknowledged(TOPIC), found, found);
    }
}
