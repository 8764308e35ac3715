// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.orbit.agent.lab.FreePorts;
import dev.orbit.agent.lab.StockBrokerOptions;
import dev.orbit.agent.lab.StockBrokerProcess;
import dev.orbit.agent.source.SourceLab;
import dev.orbit.agent.source.admin.SourceStarts.Asked;
import dev.orbit.agent.source.admin.SourceStarts.Place;
import dev.orbit.agent.source.admin.SourceStarts.Start;
import dev.orbit.agent.source.connect.SourceClientConfig;
import dev.orbit.agent.source.connect.SourceException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class SourceAdminIT {

    @TempDir
    static Path directory;

    private static final int MISADVERTISED_PORT = FreePorts.next();

    private static StockBrokerProcess broker;
    private static SourceLab source;

    @BeforeAll
    static void startSource() {
        StockBrokerOptions options = StockBrokerOptions.in(directory);
        String client = "CLIENT://" + "127.0.0.1:" + options.port();
        broker = StockBrokerProcess.start(
                options.with("listeners", options.listeners() + ",ODD://127.0.0.1:" + MISADVERTISED_PORT)
                        .with("advertised.listeners", client + ",ODD://no-such-host.invalid:9092")
                        .with("listener.security.protocol.map", "CLIENT:PLAINTEXT,CONTROLLER:PLAINTEXT,ODD:PLAINTEXT"));
        source = new SourceLab(broker.bootstrapServers());
    }

    @AfterAll
    static void stopSource() {
        source.close();
        broker.close();
    }

    @Test
    void answersAboutTopics() throws Exception {
        SourceTopic plain = source.createTopic("plain", 3);
        SourceTopic tuned = source.createTopic(new NewTopic("tuned", 1, (short) 1)
                .configs(Map.of("retention.ms", "12345", "cleanup.policy", "compact")));
        try (SourceAdmin admin = new SourceAdmin(source.config())) {
            assertThat(admin.clusterId()).isEqualTo(broker.clusterId());
            assertThat(admin.listTopics()).contains(plain, tuned);
            assertThat(admin.describe(List.of("tuned", "no-such", "not a name")))
                    .containsExactly(tuned);
            SourceAdmin.TopicConfigs configs = admin.topicConfigs(Set.of("plain", "tuned", "no-such"));
            assertThat(configs.found())
                    .isEqualTo(Map.of(
                            "plain", Map.of(), "tuned", Map.of("retention.ms", "12345", "cleanup.policy", "compact")));
            assertThat(configs.refused()).isEmpty();
            assertThat(configs.inherited().get("plain")).containsOnlyKeys(SourceAdmin.KEEPING);
            assertThat(configs.inherited().get("tuned")).doesNotContainKeys("retention.ms", "cleanup.policy");
            source.useConsumerGroup("plain");
            assertThat(admin.listTopics())
                    .filteredOn(SourceTopic::internal)
                    .extracting(SourceTopic::name)
                    .contains("__consumer_offsets");
        }
    }

    @Test
    void answersAboutOffsets() throws Exception {
        source.createTopic("offsets", 2);
        // too young for the source to delete them by their age
        long begin = System.currentTimeMillis();
        try (KafkaProducer<byte[], byte[]> producer = source.producer(Map.of("linger.ms", 0))) {
            for (long timestamp = 0; timestamp < 10; timestamp++) {
                producer.send(new ProducerRecord<>("offsets", 0, begin + timestamp * 100, null, new byte[] {1}))
                        .get(30, TimeUnit.SECONDS);
            }
        }
        TopicPartition full = new TopicPartition("offsets", 0);
        TopicPartition empty = new TopicPartition("offsets", 1);
        source.admin()
                .deleteRecords(Map.of(full, RecordsToDelete.beforeOffset(3)))
                .all()
                .get(30, TimeUnit.SECONDS);
        try (SourceAdmin admin = new SourceAdmin(source.config())) {
            assertThat(starts(admin, new Place.Earliest())).containsExactly(3L, 0L);
            assertThat(starts(admin, new Place.Latest())).containsExactly(10L, 0L);
            assertThat(starts(admin, new Place.At(begin + 550))).containsExactly(6L, 0L);
            assertThat(starts(admin, new Place.At(0))).containsExactly(3L, 0L);
            assertThat(starts(admin, new Place.At(begin + 9_999))).containsExactly(10L, 0L);
            // what it does not have keeps nothing from the others
            assertThat(admin.extents()
                            .of(List.of(
                                    full, new TopicPartition("no-such", 0), new TopicPartition("offsets", 7), empty)))
                    .isEqualTo(Map.of(full, new SourceExtents.Extent(3, 10), empty, new SourceExtents.Extent(0, 0)));
        }
    }

    private static List<Long> starts(SourceAdmin admin, Place place) throws SourceException {
        Asked asked = new Asked("offsets", 2, place);
        return Objects.requireNonNull(admin.starts().of(List.of(asked)).get(asked))
                .offsets();
    }

    @Test
    void whereMirrorsBeginIsToldOfManyTopicsWhateverOneIsRefusedFor() throws Exception {
        source.createTopic("begun", 1);
        source.produce("begun", 0, 3);
        Asked start = new Asked("begun", 1, new Place.Earliest());
        Asked end = new Asked("begun", 1, new Place.Latest());
        Asked shorter = new Asked("begun", 2, new Place.Earliest());
        Asked gone = new Asked("no-such", 1, new Place.Latest());
        try (SourceAdmin admin = new SourceAdmin(source.config())) {
            Map<Asked, Start> starts = admin.starts().of(List.of(start, end, shorter, gone));

            assertThat(starts.get(start)).isEqualTo(new Start(List.of(0L), null));
            assertThat(starts.get(end)).isEqualTo(new Start(List.of(3L), null));
            for (Asked refused : List.of(shorter, gone)) {
                assertThat(starts.get(refused).offsets()).isNull();
                assertThat(starts.get(refused).failure().reason()).isEqualTo(SourceException.Reason.NOT_FOUND);
            }
            assertThat(starts.get(shorter).failure()).hasMessageContaining("no partition begun-1");
        }
    }

    /** By the name it would be the old one that ends where the new one does. */
    @Test
    void aTopicThatWasMadeAnewIsNotAskedForItsEnd() throws Exception {
        SourceTopic former = source.createTopic("anew", 1);
        source.admin().deleteTopics(List.of("anew")).all().get(30, TimeUnit.SECONDS);
        SourceTopic anew = source.createTopic("anew", 1);
        SourceEndOffsets.Asked asked = new SourceEndOffsets.Asked("anew", former.topicId());
        try (SourceEndOffsets ends = new SourceEndOffsets(source.config())) {
            SourceException failure = ends.of(Set.of(asked)).get(asked).failure();

            assertThat(failure).isNotNull();
            assertThat(failure.toProblem(null)).satisfies(problem -> {
                assertThat(problem.code()).isEqualTo("source_made_anew");
                assertThat(problem.message())
                        .contains(
                                "anew",
                                former.topicId().toString(),
                                anew.topicId().toString());
                assertThat(problem.remedy()).contains("a mirror of its own");
            });
        }
    }

    @Test
    void theLastStableOffsetStaysBehindAnOpenTransaction() throws Exception {
        source.createTopic("transaction", 1);
        source.produce("transaction", 0, 3);
        try (SourceEndOffsets ends = new SourceEndOffsets(source.config());
                KafkaProducer<byte[], byte[]> producer = source.producer(Map.of("transactional.id", "t"))) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>("transaction", 0, null, new byte[1]))
                    .get(30, TimeUnit.SECONDS);

            assertThat(SourceLab.ends(ends, "transaction")).containsExactly(new SourceEndOffsets.End(4, 4, 3, 0));
            producer.abortTransaction();
        }
    }

    @Test
    void saysAtOnceWhyNoBrokerCanBeReached() {
        int closed = FreePorts.next();

        long startNanos = System.nanoTime();
        SourceException failure = failure("127.0.0.1:" + closed + ",no-such-host.invalid:9092");

        assertThat(Duration.ofNanos(System.nanoTime() - startNanos)).isLessThan(Duration.ofSeconds(9));
        assertThat(failure)
                .hasMessageContaining("127.0.0.1:" + closed + ": connection refused")
                .hasMessageContaining("unknown host no-such-host.invalid");
        assertThat(failure.reason()).isEqualTo(SourceException.Reason.UNREACHABLE);
        assertThat(failure.toProblem("source_bootstrap_brokers").code()).isEqualTo("source_unreachable");
    }

    @Test
    void oneGoodBootstrapBrokerIsEnough() throws Exception {
        SourceClientConfig config = SourceLab.config(
                "no-such-host.invalid:9092,127.0.0.1:" + FreePorts.next() + "," + broker.bootstrapServers());
        try (SourceAdmin admin = new SourceAdmin(config)) {
            assertThat(admin.clusterId()).isEqualTo(broker.clusterId());
        }
    }

    /** Bootstrap answers, and then names an address that nobody can reach. */
    @Test
    void namesTheAdvertisedAddressThatCannotBeReached() {
        try (SourceAdmin admin =
                new SourceAdmin(SourceLab.config("127.0.0.1:" + MISADVERTISED_PORT), Duration.ofSeconds(3))) {
            SourceException failure =
                    catchThrowableOfType(SourceException.class, () -> admin.topicConfigs(List.of("plain")));

            assertThat(failure).hasMessageContaining("Broker 1 at no-such-host.invalid:9092: unknown host");
            assertThat(failure.reason()).isEqualTo(SourceException.Reason.UNKNOWN_HOST);
        }
    }

    @Test
    void givesUpOnASourceThatStoppedAnswering() throws Exception {
        try (SourceAdmin admin = new SourceAdmin(source.config(), Duration.ofSeconds(2))) {
            admin.clusterId();
            SourceLab.suspend(broker);
            SourceException failure = catchThrowableOfType(SourceException.class, admin::clusterId);
            assertThat(failure.reason()).isEqualTo(SourceException.Reason.TIMEOUT);
            assertThat(failure).hasMessageContaining(broker.bootstrapServers() + " did not answer in time");
        } finally {
            broker.resume();
        }
    }

    private static SourceException failure(String bootstrapServers) {
        try (SourceAdmin admin = new SourceAdmin(SourceLab.config(bootstrapServers))) {
            return catchThrowableOfType(SourceException.class, admin::clusterId);
        }
    }
}
