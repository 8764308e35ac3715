// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.lab.StockBrokerProcess;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A key that was deleted on one side and not on the other, with topics of one broker for the two sides. */
@Timeout(120)
class LoneTombstonesIT {

    private static final long TIMESTAMP_MS = System.currentTimeMillis();

    @TempDir
    Path directory;

    @Test
    void aValueThatIsDeletedOnTheOtherSideIsADifference() throws Exception {
        try (StockBrokerProcess broker = StockBrokerProcess.start(directory)) {
            Map<String, Object> client = Map.of("bootstrap.servers", broker.bootstrapServers());
            try (Admin admin = Admin.create(client)) {
                admin.createTopics(List.of(topic("deleted"), topic("kept")))
                        .all()
                        .get(30, TimeUnit.SECONDS);
            }
            // offset 1 is a tombstone in one topic, and the marker of a transaction in the other
            produce(client, false, record("deleted", "k", "v"), record("deleted", "k", null));
            produce(client, true, record("kept", "k", "v"));
            produce(client, false, record("deleted", "other", "o"));
            produce(client, false, record("kept", "other", "o"));

            AtomicLong readCount = new AtomicLong();
            try (PartitionVerifier verifier =
                    new PartitionVerifier(client, client, Runnable::run, 100, readCount::addAndGet)) {
                PartitionReport missing = verifier.verify(task("deleted", "kept"));
                // twice, and each time what was looked through for the value
                assertThat(readCount).hasValueGreaterThan(2 * missing.recordCount());
                assertThat(missing.difference())
                        .hasToString("offset 1: tombstone is there at the source and missing, though the value that it"
                                + " deletes is there (offset 0) at the destination");
                PartitionReport added = verifier.verify(task("kept", "deleted"));
                assertThat(added.difference())
                        .hasToString("offset 1: tombstone is missing, though the value that it deletes is there (offset"
                                + " 0) at the source and there at the destination");

                produce(client, false, record("deleted", "k", "w"));
                produce(client, false, record("kept", "k", "w"));
                assertThat(verifier.verify(task("deleted", "kept")).difference())
                        .isNull();
            }
        }
    }

    private static PartitionTask task(String sourceTopic, String topic) {
        return new PartitionTask(new TopicPair(sourceTopic, topic), 0, true, Extent.EQUAL, () -> Extent.EQUAL);
    }

    private static NewTopic topic(String name) {
        return new NewTopic(name, 1, (short) 1).configs(Map.of("cleanup.policy", "compact"));
    }

    private static ProducerRecord<String, @Nullable String> record(String topic, String key, @Nullable String value) {
        return new ProducerRecord<>(topic, 0, TIMESTAMP_MS, key, value);
    }

    @SafeVarargs
    private static void produce(
            Map<String, Object> client, boolean inTransaction, ProducerRecord<String, @Nullable String>... records)
            throws Exception {
        Map<String, Object> properties = new HashMap<>(client);
        if (inTransaction) {
            properties.put("transactional.id", "kept");
        }
        try (KafkaProducer<String, @Nullable String> producer =
                new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer())) {
            if (inTransaction) {
                producer.initTransactions();
                producer.beginTransaction();
            }
            for (ProducerRecord<String, @Nullable String> record : records) {
                producer.send(record).get(30, TimeUnit.SECONDS);
            }
            if (inTransaction) {
                producer.commitTransaction();
            }
        }
    }
}
