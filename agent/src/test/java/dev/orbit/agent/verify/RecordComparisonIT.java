// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.lab.StockBrokerProcess;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two stock brokers that are given the same records at the same offsets, but for one. */
@Timeout(180)
class RecordComparisonIT {

    /** The same for both sides, and young: a broker would delete records of long ago in the middle of a test. */
    private static final long FIRST_TIMESTAMP_MS = System.currentTimeMillis();

    @TempDir
    static Path directory;

    private static StockBrokerProcess source;
    private static StockBrokerProcess destination;

    @BeforeAll
    static void start() {
        source = StockBrokerProcess.start(directory.resolve("source"));
        destination = StockBrokerProcess.start(directory.resolve("destination"));
    }

    @AfterAll
    static void stop() {
        source.close();
        destination.close();
    }

    @Test
    void findsNoDifferenceInTheSameRecords() throws Exception {
        for (StockBrokerProcess cluster : List.of(source, destination)) {
            createTopic(cluster, "same", 2);
            produce(cluster, "same", 0, "a", "b", "c");
            produce(cluster, "same", 1, "d");
        }

        ComparisonReport report = compare("same", Extent.EQUAL);

        assertThat(report).isEqualTo(new ComparisonReport(2, 4, List.of()));
        assertThat(report).hasToString("4 records in 2 partitions are the same");
    }

    @Test
    void comparesTopicsOfDifferentNames() throws Exception {
        createTopic(source, "there", 1);
        createTopic(destination, "here", 1);
        produce(source, "there", 0, "a");
        produce(destination, "here", 0, "b");

        ComparisonReport report = RecordComparison.compare(
                client(source),
                client(destination),
                List.of(new TopicPair("there", "here")),
                IsolationLevel.READ_UNCOMMITTED,
                Extent.EQUAL);

        assertThat(report.differences())
                .singleElement()
                .hasToString(
                        "there as here partition 0 offset 0: value is \"a\" at the source and \"b\" at the destination");
    }

    @Test
    void reportsTheFirstDifferenceOfEachPartition() throws Exception {
        for (StockBrokerProcess cluster : List.of(source, destination)) {
            createTopic(cluster, "differs", 3);
            produce(cluster, "differs", 0, "a", cluster == source ? "b" : "B", cluster == source ? "c" : "C");
            produce(cluster, "differs", 1, "d");
            produce(cluster, "differs", 2, cluster == source ? "e" : "E");
        }

        ComparisonReport report = compare("differs", Extent.EQUAL);

        assertThat(report.differences())
                .containsExactly(
                        new Difference(TopicPair.same("differs"), 0, 1L, "value", "\"b\"", "\"B\""),
                        new Difference(TopicPair.same("differs"), 2, 0L, "value", "\"e\"", "\"E\""));
        assertThat(report.recordCount()).isEqualTo(2);
    }

    @Test
    void aShorterCopyDiffersUnlessItIsStillFed() throws Exception {
        for (StockBrokerProcess cluster : List.of(source, destination)) {
            createTopic(cluster, "shorter", 1);
            produce(cluster, "shorter", 0, "a", "b");
        }
        produce(source, "shorter", 0, "c");

        assertThat(compare("shorter", Extent.EQUAL).differences())
                .containsExactly(new Difference(TopicPair.same("shorter"), 0, null, "log end offset", "3", "2"));
        assertThat(compare("shorter", Extent.SOURCE_IS_PREFIX).isEqual()).isFalse();
        assertThat(compare("shorter", Extent.DESTINATION_IS_PREFIX)).isEqualTo(new ComparisonReport(1, 2, List.of()));
    }

    @Test
    void logStartIsCompared() throws Exception {
        for (StockBrokerProcess cluster : List.of(source, destination)) {
            createTopic(cluster, "start", 1);
            produce(cluster, "start", 0, "a", "b");
        }
        try (Admin admin = Admin.create(client(source))) {
            admin.deleteRecords(Map.of(new TopicPartition("start", 0), RecordsToDelete.beforeOffset(1)))
                    .all()
                    .get(30, TimeUnit.SECONDS);
        }

        assertThat(compare("start", Extent.EQUAL).differences())
                .containsExactly(new Difference(TopicPair.same("start"), 0, null, "log start offset", "1", "0"));
    }

    @Test
    void aTopicThatIsMissingOrHasOtherPartitionsDiffers() throws Exception {
        createTopic(source, "missing", 1);
        createTopic(source, "partitions", 2);
        createTopic(destination, "partitions", 1);

        assertThat(compare("missing", Extent.EQUAL).differences())
                .containsExactly(
                        new Difference(TopicPair.same("missing"), null, null, "topic", "1 partitions", "missing"));
        assertThat(compare("partitions", Extent.EQUAL).differences())
                .containsExactly(new Difference(
                        TopicPair.same("partitions"), null, null, "partition count", "2 partitions", "1 partitions"));
    }

    @Test
    void readCommittedLooksOnlyAtWhatIsCommitted() throws Exception {
        for (StockBrokerProcess cluster : List.of(source, destination)) {
            createTopic(cluster, "aborted", 1);
            try (KafkaProducer<String, String> producer = producer(cluster, Map.of("transactional.id", "t"))) {
                producer.initTransactions();
                producer.beginTransaction();
                producer.send(new ProducerRecord<>(
                                "aborted", 0, FIRST_TIMESTAMP_MS, "k", cluster == source ? "x" : "y"))
                        .get(30, TimeUnit.SECONDS);
                producer.abortTransaction();
                producer.beginTransaction();
                producer.send(new ProducerRecord<>("aborted", 0, FIRST_TIMESTAMP_MS + 1, "k", "same"))
                        .get(30, TimeUnit.SECONDS);
                producer.commitTransaction();
            }
        }

        assertThat(compare("aborted", Extent.EQUAL).isEqual()).isFalse();
        assertThat(RecordComparison.compare(
                        client(source),
                        client(destination),
                        List.of(TopicPair.same("aborted")),
                        IsolationLevel.READ_COMMITTED,
                        Extent.EQUAL))
                .isEqualTo(new ComparisonReport(1, 1, List.of()));
    }

    private static ComparisonReport compare(String topic, Extent extent) {
        return RecordComparison.compare(
                client(source),
                client(destination),
                List.of(TopicPair.same(topic)),
                IsolationLevel.READ_UNCOMMITTED,
                extent);
    }

    private static Map<String, Object> client(StockBrokerProcess cluster) {
        return Map.of("bootstrap.servers", cluster.bootstrapServers());
    }

    private static void createTopic(StockBrokerProcess cluster, String topic, int partitions) throws Exception {
        try (Admin admin = Admin.create(client(cluster))) {
            admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1)))
                    .all()
                    .get(30, TimeUnit.SECONDS);
        }
    }

    private static void produce(StockBrokerProcess cluster, String topic, int partition, String... values)
            throws Exception {
        try (KafkaProducer<String, String> producer = producer(cluster, Map.of())) {
            long timestampMs = FIRST_TIMESTAMP_MS;
            for (String value : values) {
                ProducerRecord<String, String> record =
                        new ProducerRecord<>(topic, partition, timestampMs++, "key", value);
                record.headers()
                        .add("header", value.toLowerCase(java.util.Locale.ROOT).getBytes(StandardCharsets.UTF_8));
                producer.send(record).get(30, TimeUnit.SECONDS);
            }
        }
    }

    private static KafkaProducer<String, String> producer(StockBrokerProcess cluster, Map<String, Object> properties) {
        Map<String, Object> all = new java.util.HashMap<>(client(cluster));
        all.putAll(properties);
        return new KafkaProducer<>(all, new StringSerializer(), new StringSerializer());
    }
}
