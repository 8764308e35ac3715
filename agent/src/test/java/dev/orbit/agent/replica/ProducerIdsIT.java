// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orbit.agent.lab.Documents;
import dev.orbit.agent.lab.SeedShape;
import dev.orbit.agent.lab.Seeds;
import dev.orbit.agent.trial.AnySource;
import dev.orbit.agent.verify.TopicPair;
import dev.orbit.schemas.AutoMigration;
import dev.orbit.schemas.InitiateRequest;
import dev.orbit.schemas.MigrationState;
import dev.orbit.schemas.TopicMappingSpec;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Both clusters hand out the same small producer ids, and never do two of them meet in one log. */
@AnySource
@Timeout(240)
class ProducerIdsIT {

    private static final int TAG_POSITION = 40;

    @TempDir
    static Path directory;

    private static Estate estate;

    @BeforeAll
    static void start() {
        estate = Estate.start(directory);
        try (Seeds seeds = new Seeds(estate.sourceClient(), 3)) {
            for (SeedShape shape : List.of(SeedShape.INTERLEAVED, SeedShape.CODECS, SeedShape.PLAIN)) {
                seeds.write(shape, "seed-" + shape.topicSuffix());
            }
        }
        estate.declare(Estate.regex(1, "(seed|live)-.*", ""), proxied("proxied-.*"));
    }

    @AfterAll
    static void stop() {
        estate.close();
    }

    private static TopicMappingSpec proxied(String regex) {
        return TopicMappingSpec.regex(Documents.LINK, 0, regex, "").withAutoMigration(new AutoMigration(true));
    }

    @Test
    void everyByteIsTheSourcesButTheTaggedProducerIdItsCrcAndTheDestinationsLeaderEpoch() throws Exception {
        Set<Long> masks = new TreeSet<>();
        for (String topic : List.of("seed-interleaved", "seed-codecs", "seed-plain")) {
            estate.awaitMirrored(TopicPair.same(topic));
            List<RawBatch> source = RawBatch.read(estate.source().dataDirectory(), topic, 0);
            List<RawBatch> mirror = RawBatch.read(estate.agent().dataDirectory(), topic, 0);
            assertThat(mirror).hasSameSizeAs(source).isNotEmpty();
            int epoch = leaderEpoch(topic);
            for (int i = 0; i < mirror.size(); i++) {
                assertThat(mirror.get(i).rest())
                        .as("%s, %s", topic, mirror.get(i))
                        .isEqualTo(source.get(i).rest());
                assertThat(mirror.get(i).isCrcRight())
                        .as("%s, %s", topic, mirror.get(i))
                        .isTrue();
                // not the source's, and a broker that was fenced meanwhile leads under a later one
                assertThat(mirror.get(i).leaderEpoch())
                        .as("%s, %s", topic, mirror.get(i))
                        .isBetween(i == 0 ? 0 : mirror.get(i - 1).leaderEpoch(), epoch);
                if (source.get(i).producerId() >= 0) {
                    masks.add(source.get(i).producerId() ^ mirror.get(i).producerId());
                } else {
                    assertThat(mirror.get(i).producerId())
                            .isEqualTo(source.get(i).producerId());
                }
            }
        }
        assertThat(masks).hasSize(1);
        assertIsTag(masks.iterator().next());
    }

    private static int leaderEpoch(String topic) throws Exception {
        TopicPartition partition = new TopicPartition(topic, 0);
        return estate.agentAdmin()
                .listOffsets(Map.of(partition, OffsetSpec.latest()))
                .partitionResult(partition)
                .get(30, TimeUnit.SECONDS)
                .leaderEpoch()
                .orElseThrow();
    }

    /** 22 bits, not all 0, above the 40 bits that clusters hand out. */
    private static void assertIsTag(long mask) {
        assertThat(mask >>> TAG_POSITION).isBetween(1L, (1L << 22) - 1);
        assertThat(mask << (Long.SIZE - TAG_POSITION)).isZero();
    }

    @Test
    void theDestinationKnowsEachProducersSequenceEpochAndOpenTransaction() throws Exception {
        estate.createTopic("live-producers", 1, Map.of());
        try (var open = estate.producer(Map.of("transactional.id", "open"));
                var idempotent = estate.producer(Map.of())) {
            open.initTransactions();
            Estate.batch(idempotent, "live-producers", 0, 7);
            open.beginTransaction();
            Estate.batch(open, "live-producers", 0, 3);
            Estate.batch(idempotent, "live-producers", 0, 2);
            estate.awaitMirrored(TopicPair.same("live-producers"));

            assertSameProducers("live-producers");
            assertThat(producers(estate.agentAdmin(), "live-producers"))
                    .anyMatch(state -> state.currentTransactionStartOffset().orElse(-1) == 7);
            open.abortTransaction();
            estate.awaitMirrored(TopicPair.same("live-producers"));
            assertSameProducers("live-producers");
        }
    }

    private static void assertSameProducers(String topic) throws Exception {
        List<ProducerState> source = producers(estate.sourceAdmin(), topic);
        List<ProducerState> mirror = producers(estate.agentAdmin(), topic);
        assertThat(mirror)
                .usingRecursiveFieldByFieldElementComparatorIgnoringFields("producerId")
                .containsExactlyElementsOf(source);
        for (int i = 0; i < source.size(); i++) {
            assertIsTag(source.get(i).producerId() ^ mirror.get(i).producerId());
        }
    }

    /** Ordered by the id without its tag. */
    private static List<ProducerState> producers(Admin cluster, String topic) throws Exception {
        TopicPartition partition = new TopicPartition(topic, 0);
        return cluster
                .describeProducers(List.of(partition))
                .partitionResult(partition)
                .get(30, TimeUnit.SECONDS)
                .activeProducers()
                .stream()
                .sorted(Comparator.comparingLong(state -> untagged(state.producerId())))
                .toList();
    }

    private static long untagged(long producerId) {
        return producerId & ((1L << TAG_POSITION) - 1);
    }

    @Test
    void aProxiedProducersBatchesComeBackWithItsOwnIdAndMeetNoOther() throws Exception {
        String topic = "proxied-orders";
        estate.createTopic(topic, 1, Map.of());
        awaitState(topic, MigrationState.PROXY);
        try (var direct = estate.producer(Map.of());
                var throughAgent = producerToAgent()) {
            for (int i = 0; i < 3; i++) {
                Estate.batch(direct, topic, 0, 2);
                Estate.batch(throughAgent, topic, 0, 3);
            }
            estate.assertSame(topic);

            SortedSet<Long> atSource = producerIds(estate.source().dataDirectory(), topic);
            SortedSet<Long> atDestination = producerIds(estate.agent().dataDirectory(), topic);
            assertThat(atSource).hasSize(2);
            assertThat(atDestination).hasSize(2);
            // each cluster's own id is small, the other one's is tagged
            long tag = atSource.last() ^ atDestination.first();
            assertIsTag(tag);
            assertThat(atDestination.last() ^ atSource.first()).isEqualTo(tag);
        }
    }

    @Test
    void producersWithTheSameSmallIdsWriteToBothClustersAfterTheCutover() throws Exception {
        String topic = "proxied-cutover";
        estate.createTopic(topic, 1, Map.of());
        awaitState(topic, MigrationState.PROXY);
        try (var direct = estate.producer(Map.of());
                var throughAgent = producerToAgent()) {
            Estate.batch(direct, topic, 0, 4);
            Estate.batch(throughAgent, topic, 0, 5);
            long directId = producerIds(estate.source().dataDirectory(), topic).first();
            await().atMost(Estate.SOON)
                    .until(() -> Objects.equals(estate.topic(topic).offsetLag(), 0L));
            var answer =
                    estate.api().initiate(new InitiateRequest(null, List.of(topic), null, false, null, null, null));
            assertThat(answer.initiated()).as("%s", answer).containsExactly(topic);
            awaitState(topic, MigrationState.COMPLETE);

            Estate.batch(throughAgent, topic, 0, 6);
            Estate.batch(direct, topic, 0, 7);
            int producers = writeUntilIdIsUsed(directId, topic);

            assertThat(Positions.of(estate.agentAdmin(), topic))
                    .containsExactly(new Positions(0, 15 + producers, 15 + producers));
            assertThat(Line.read(estate.agentClient(), topic, IsolationLevel.READ_COMMITTED))
                    .hasSize(15 + producers);
            assertThat(Positions.of(estate.sourceAdmin(), topic)).containsExactly(new Positions(0, 16, 16));
            assertThat(Line.read(estate.sourceClient(), topic, IsolationLevel.READ_COMMITTED)
                            .subList(0, 9))
                    .isEqualTo(Line.read(estate.agentClient(), topic, IsolationLevel.READ_COMMITTED)
                            .subList(0, 9));
        }
    }

    /** Writes one record each from new producers at the destination until one has this id; returns how many. */
    private static int writeUntilIdIsUsed(long id, String topic) throws Exception {
        for (int count = 1; count <= 100; count++) {
            try (var producer = producerToAgent()) {
                Estate.batch(producer, topic, 0, 1);
            }
            if (producerIds(estate.agent().dataDirectory(), topic).contains(id)) {
                return count;
            }
        }
        throw new AssertionError("The destination never handed out the producer id " + id + ".");
    }

    private static KafkaProducer<byte[], byte[]> producerToAgent() {
        Map<String, Object> properties = new HashMap<>(estate.agentClient());
        properties.put("linger.ms", 60_000);
        return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static SortedSet<Long> producerIds(Path dataDirectory, String topic) {
        return RawBatch.read(dataDirectory, topic, 0).stream()
                .map(RawBatch::producerId)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static void awaitState(String topic, MigrationState state) {
        await(topic + " " + state)
                .atMost(Estate.SOON)
                .ignoreExceptions()
                .until(() -> estate.topic(topic).state() == state);
    }
}
