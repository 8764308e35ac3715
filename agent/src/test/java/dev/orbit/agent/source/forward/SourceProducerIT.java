// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orbit.agent.lab.StockBrokerProcess;
import dev.orbit.agent.source.SharedSource;
import dev.orbit.agent.source.SourceLab;
import dev.orbit.agent.source.admin.SourceTopic;
import dev.orbit.agent.source.metadata.RecordingListener;
import dev.orbit.agent.trial.LogFiles;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MutableRecordBatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(SharedSource.class)
@Timeout(120)
class SourceProducerIT {

    private final StockBrokerProcess broker;
    private final SourceLab source;
    private final RecordingListener listener = new RecordingListener();
    private SourceProducer producer;
    private Forwards forwards;

    SourceProducerIT(StockBrokerProcess broker, SourceLab source) {
        this.broker = broker;
        this.source = source;
    }

    @BeforeEach
    void start() {
        producer = SourceProducer.start(source.config(), null, SourceProducer.Settings.DEFAULTS, listener);
        forwards = new Forwards(producer);
    }

    @AfterEach
    void stop() {
        producer.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, -1})
    void writesTheBatchAsItIs(int acks) throws Exception {
        SourceTopic topic = source.createTopic("as-is" + acks, 1);
        MemoryRecords first = Forwards.batch(4L << 40, 0, "a", "b", "c");
        MemoryRecords second = Forwards.batch(-1, -1, "d");

        ForwardResult firstResult = forwards.await(forwards.forward(Forwards.request(topic, 0, first, acks, 30_000)));
        ForwardResult secondResult = forwards.await(forwards.forward(Forwards.request(topic, 0, second, acks, 30_000)));

        assertThat(firstResult).isEqualTo(new ForwardResult(Errors.NONE, 0, -1, 0, null));
        assertThat(secondResult).isEqualTo(new ForwardResult(Errors.NONE, 3, -1, 0, null));
        List<MutableRecordBatch> stored = log(topic);
        assertThat(stored).hasSize(2);
        assertThat(stored.get(0).producerId()).isEqualTo(4L << 40);
        assertThat(stored.get(0).checksum())
                .isEqualTo(first.batches().iterator().next().checksum());
        assertThat(stored.get(1).checksum())
                .isEqualTo(second.batches().iterator().next().checksum());
        assertThat(listener.heard).containsExactly("reached");
    }

    /** As when memory runs out: nothing is left behind, and others go on. */
    @Test
    void aForwardThatFailsHereHasAResultAndHoldsUpNobody() throws Exception {
        SourceTopic topic = source.createTopic("fails-here", 1);
        int notForwardable = 0;

        ForwardResult failed = forwards.await(
                forwards.forward(Forwards.request(topic, 0, Forwards.batch(-1, -1, "a"), notForwardable, 30_000)));

        assertThat(failed.error()).isEqualTo(Errors.NOT_ENOUGH_REPLICAS);
        assertThat(failed.errorMessage()).contains("acks 0 cannot be forwarded");
        assertThat(producer.inFlightBytes()).isZero();
        forwards.forwardUntilTaken(Forwards.request(topic, 0, Forwards.batch(-1, -1, "b"), 1, 30_000));
    }

    /** Sequences: any that overtakes another is refused by the source. */
    @Test
    void keepsTheOrderOfEachPartition() throws Exception {
        SourceTopic topic = source.createTopic("order", 8);
        producer.prepare(Set.of(topic.name()));
        for (int partition = 0; partition < 8; partition++) {
            forwards.forwardUntilTaken(
                    Forwards.request(topic, partition, Forwards.batch(100 + partition, 0, "0"), 1, 20_000));
        }
        Forwards ordered = new Forwards(producer);
        for (int sequence = 1; sequence < 400; sequence++) {
            for (int partition = 0; partition < 8; partition++) {
                MemoryRecords batch = Forwards.batch(100 + partition, sequence, "value " + sequence);
                // Some go apart from the others.
                ordered.forward(Forwards.request(topic, partition, batch, sequence % 7 == 0 ? 1 : -1, 20_000));
            }
        }

        List<ForwardResult> results = ordered.awaitAll();

        for (int i = 0; i < results.size(); i++) {
            assertThat(results.get(i)).isEqualTo(new ForwardResult(Errors.NONE, 1 + i / 8, -1, 0, null));
        }
        assertThat(ordered.counts()).containsOnly(1);
    }

    @Test
    void letsTheSourceRecogniseARetry() throws Exception {
        SourceTopic topic = source.createTopic("retry", 1);
        ForwardRequest request = Forwards.request(topic, 0, Forwards.batch(7, 0, "a", "b"), -1, 30_000);

        ForwardResult once = forwards.await(forwards.forward(request));
        ForwardResult again = forwards.await(forwards.forward(request));

        assertThat(again.error()).isEqualTo(Errors.NONE);
        assertThat(again.baseOffset()).isEqualTo(once.baseOffset());
        assertThat(log(topic)).hasSize(1);
    }

    @Test
    void tellsTheTimeOfTheSourceWhereThatCounts() throws Exception {
        SourceTopic topic = source.createTopic(
                new NewTopic("append-time", 1, (short) 1).configs(Map.of("message.timestamp.type", "LogAppendTime")));

        ForwardResult result =
                forwards.await(forwards.forward(Forwards.request(topic, 0, Forwards.batch(-1, -1, "a"), 1, 30_000)));

        assertThat(result.logAppendTimeMs())
                .isCloseTo(System.currentTimeMillis(), org.assertj.core.data.Offset.offset(60_000L));
    }

    @Test
    void passesOnWhatTheSourceHasAgainstTheRecords() throws Exception {
        SourceTopic topic =
                source.createTopic(new NewTopic("small", 1, (short) 1).configs(Map.of("max.message.bytes", "200")));
        MemoryRecords gap = Forwards.batch(9, 5, "a");

        ForwardResult tooLarge = forwards.await(
                forwards.forward(Forwards.request(topic, 0, Forwards.batch(-1, -1, "x".repeat(500)), 1, 30_000)));
        assertThat(forwards.await(forwards.forward(Forwards.request(topic, 0, Forwards.batch(9, 0, "a"), 1, 30_000)))
                        .error())
                .isEqualTo(Errors.NONE);
        ForwardResult outOfOrder = forwards.await(forwards.forward(Forwards.request(topic, 0, gap, 1, 30_000)));

        assertThat(tooLarge.error()).isEqualTo(Errors.MESSAGE_TOO_LARGE);
        assertThat(tooLarge.baseOffset()).isEqualTo(-1);
        assertThat(outOfOrder.error()).isEqualTo(Errors.OUT_OF_ORDER_SEQUENCE_NUMBER);
    }

    @Test
    void refusesWhatIsNotOneBatch() throws Exception {
        SourceTopic topic = source.createTopic("two", 1);
        ByteBuffer two = ByteBuffer.allocate(1000);
        two.put(Forwards.batch(-1, -1, "a").buffer())
                .put(Forwards.batch(-1, -1, "b").buffer())
                .flip();

        int empty = forwards.forward(Forwards.request(topic, 0, MemoryRecords.EMPTY, 1, 30_000));
        int several = forwards.forward(Forwards.request(topic, 0, MemoryRecords.readableRecords(two), 1, 30_000));

        assertThat(forwards.await(empty).error()).isEqualTo(Errors.INVALID_RECORD);
        assertThat(forwards.await(several).error()).isEqualTo(Errors.INVALID_RECORD);
    }

    /** What is produced at one time to many partitions costs the source one request, and what waits for nothing else goes at once. */
    @Test
    void aConnectionIsTheFirstUntilThatIsFull() throws Exception {
        SourceTopic topic = source.createTopic("one-connection", 8);
        producer.prepare(Set.of(topic.name()));
        for (int partition = 0; partition < 8; partition++) {
            forwards.forwardUntilTaken(Forwards.request(topic, partition, Forwards.batch(-1, -1, "0"), 1, 20_000));
        }
        assertThat(connections()).hasSize(1);

        long before = producer.requests();
        broker.suspend();
        try {
            for (int i = 1; i <= 6; i++) {
                forwards.forward(Forwards.request(topic, 0, Forwards.batch(-1, -1, "" + i), 1, 20_000));
            }
            await().until(() -> producer.requests() == before + 5);
            forwards.forward(Forwards.request(topic, 1, Forwards.batch(-1, -1, "1"), 1, 20_000));
            await().until(() -> connections().size() == 2);
        } finally {
            broker.resume();
        }
        assertThat(forwards.awaitAll()).extracting(ForwardResult::error).containsOnly(Errors.NONE);
        assertThat(log(topic)).hasSize(7);
    }

    private Set<String> connections() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith(source.config().clientId() + "-forward-1-"))
                .collect(Collectors.toSet());
    }

    /** To try again would not help its producer: the source would make that wait too. */
    @Test
    void waitsForASourceThatThrottlesTheProxy() throws Exception {
        SourceTopic topic = source.createTopic("throttled", 1);
        MemoryRecords records = Forwards.batch(-1, -1, "x".repeat(30_000));
        throttle(20_000.0);
        try {
            for (int i = 0; i < 17; i++) {
                forwards.forward(Forwards.request(topic, 0, records, 1, 30_000));
            }

            assertThat(forwards.awaitAll()).extracting(ForwardResult::error).containsOnly(Errors.NONE);
        } finally {
            throttle(null);
        }
    }

    private void throttle(@Nullable Double bytesPerSecond) throws Exception {
        ClientQuotaEntity proxy = new ClientQuotaEntity(
                Map.of(ClientQuotaEntity.CLIENT_ID, source.config().clientId()));
        ClientQuotaAlteration.Op op = new ClientQuotaAlteration.Op("producer_byte_rate", bytesPerSecond);
        source.admin()
                .alterClientQuotas(List.of(new ClientQuotaAlteration(proxy, List.of(op))))
                .all()
                .get(30, TimeUnit.SECONDS);
    }

    @Test
    void asksToTryAgainForATopicThatIsNotThereAndDoesNotCreateIt() throws Exception {
        SourceTopic nowhere = new SourceTopic("nowhere", Uuid.randomUuid(), 1, false);

        ForwardResult result =
                forwards.await(forwards.forward(Forwards.request(nowhere, 0, Forwards.batch(-1, -1, "a"), 1, 600)));

        assertThat(result.error()).isEqualTo(Errors.NOT_ENOUGH_REPLICAS);
        assertThat(result.errorMessage()).contains("nowhere-0").contains("200 ms");
        assertThat(source.admin().listTopics().names().get()).doesNotContain("nowhere");
    }

    @Test
    void doesNotWriteToATopicThatWasMadeAnew() throws Exception {
        SourceTopic topic = source.createTopic("anew", 1);
        SourceTopic former = new SourceTopic(topic.name(), Uuid.randomUuid(), 1, false);

        int number = forwards.forward(Forwards.request(former, 0, Forwards.batch(-1, -1, "a"), 1, 1_000));

        assertThat(forwards.await(number).error()).isEqualTo(Errors.NOT_ENOUGH_REPLICAS);
        assertThat(log(topic)).isEmpty();
    }

    private List<MutableRecordBatch> log(SourceTopic topic) throws Exception {
        byte[] log = new LogFiles(broker.dataDirectory()).read(topic.name(), 0);
        List<MutableRecordBatch> batches = new ArrayList<>();
        MemoryRecords.readableRecords(ByteBuffer.wrap(log)).batches().forEach(batches::add);
        return batches;
    }
}
