// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.broker.request.ProduceGate.Answer;
import dev.orbit.agent.broker.request.ProduceGate.Produced;
import dev.orbit.agent.metrics.OrbitMetrics;
import dev.orbit.agent.metrics.TopicMeters;
import dev.orbit.agent.source.forward.ForwardResult;
import dev.orbit.agent.source.forward.SourceProducer;
import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.States;
import dev.orbit.agent.tag.ProducerIdTag;
import dev.orbit.agent.unproxied.ForwardLedgers;
import dev.orbit.schemas.AclSettings;
import dev.orbit.schemas.AutoMigration;
import dev.orbit.schemas.BrokerAddress;
import dev.orbit.schemas.ConsumerGroupSettings;
import dev.orbit.schemas.Credentials;
import dev.orbit.schemas.FetchSettings;
import dev.orbit.schemas.LinkSpec;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.apache.kafka.common.requests.ProduceResponse.RecordError;
import org.junit.jupiter.api.Test;

class ProxyForwarderTest {

    private static final ForwardResult NONE_AT_7 = new ForwardResult(Errors.NONE, 7, -1, 0, null);

    private final List<Answer> answers = new ArrayList<>();
    private final AtomicInteger outcomes = new AtomicInteger();
    private final List<String> acknowledged = new ArrayList<>();
    private boolean isGivenUp;
    private boolean holdsLease = true;
    private boolean leads = true;

    private final Produced produced = new Produced(
            new TopicIdPartition(Uuid.randomUuid(), 0, "orders"), ByteBuffer.allocate(100), (short) 1, 30_000);

    /** An exception of ours must neither leave the gate counting it nor have Kafka answer the request a second time. */
    @Test
    void whatFailsIsAnsweredOnceAndNotThrownOn() {
        // what fails does not matter here: it is the link that is missing
        withForwarder((partition, endOffset) -> {}, forwarder -> forwarder.forward(produced, answers::add));

        assertThat(answers).singleElement().extracting(Answer::error).isEqualTo(Errors.UNKNOWN_SERVER_ERROR);
        assertThat(outcomes).hasValue(1);
    }

    /** The source has the records, and this agent cannot say so: a producer that asks again is told what it may hear. */
    @Test
    void whatFailsAfterTheSourceAnsweredIsAnsweredOnceAndNotThrownOn() {
        withForwarder(
                (partition, endOffset) -> {
                    throw new IllegalStateException("no memory of it");
                },
                forwarder -> forwarder.conclude(produced, null, NONE_AT_7, answers::add));

        assertThat(answers).singleElement().extracting(Answer::error).isEqualTo(Errors.NOT_ENOUGH_REPLICAS);
        assertThat(outcomes).hasValue(1);
    }

    /** Which of its records the source does not take is for the producer to know. */
    @Test
    void theSourcesWordsArePassedOn() {
        List<RecordError> records = List.of(new RecordError(2, "null key"));
        ForwardResult refused = new ForwardResult(Errors.INVALID_RECORD, -1, -1, -1, "No key.", records);

        withForwarder(
                (partition, endOffset) -> {}, forwarder -> forwarder.conclude(produced, null, refused, answers::add));

        assertThat(answers).containsExactly(new Answer(Errors.INVALID_RECORD, -1, -1, -1, "No key.", records));
    }

    /** The cutover may have gone on without this agent: the record is the source's, and nobody is told that it is kept. */
    @Test
    void withoutALeaseTheSourcesAnswerIsKeptFromTheProducerAndNotFromTheGate() {
        holdsLease = false;

        withForwarder(this::acknowledged, forwarder -> forwarder.conclude(produced, null, NONE_AT_7, answers::add));

        assertThat(answers).singleElement().satisfies(answer -> {
            assertThat(answer.error()).isEqualTo(Errors.NOT_ENOUGH_REPLICAS);
            assertThat(answer.baseOffset()).isNegative();
        });
        assertThat(acknowledged).containsExactly("partition 0 up to 8");
        assertThat(outcomes).hasValue(1);
    }

    /** What the cutover has to wait for ends behind the last record of the batch. */
    @Test
    void theGateIsToldWhereABatchEnds() {
        Produced batch = threeRecords((short) 1);

        withForwarder(this::acknowledged, forwarder -> forwarder.conclude(batch, null, NONE_AT_7, answers::add));

        assertThat(answers).singleElement().extracting(Answer::error).isEqualTo(Errors.NONE);
        assertThat(acknowledged).containsExactly("partition 0 up to 10");
    }

    /** The source would take what another leader at the destination has ordered behind something else. */
    @Test
    void whatThisBrokerDoesNotLeadIsNotForwarded() throws Exception {
        leads = false;
        LinkRuntime link = toNobody();

        withForwarder(link, this::acknowledged, forwarder -> forwarder.forward(threeRecords((short) 1), answers::add));

        assertThat(answers).singleElement().extracting(Answer::error).isEqualTo(Errors.NOT_LEADER_OR_FOLLOWER);
        assertThat(producer(link).inFlightBytes()).isZero();
        assertThat(outcomes).hasValue(1);
        link.retire();
    }

    /** Nobody waits for its answer; a cutover does, for its outcome. */
    @Test
    void whatIsSentWithoutWaitingForAnAnswerIsUnderWayUntilTheSourceHasSpoken() throws Exception {
        LinkRuntime link = toNobody();
        withForwarder(link, this::acknowledged, forwarder -> forwarder.forward(threeRecords((short) 0), answers::add));
        assertThat(producer(link).inFlightBytes()).isPositive();
        assertThat(answers).isEmpty();
        assertThat(outcomes).hasValue(0);

        isGivenUp = true;
        producer(link).giveUp("orders");

        assertThat(answers).hasSize(1);
        assertThat(outcomes).hasValue(1);
        link.retire();
    }

    /** Nobody listens at its port: what is forwarded waits. */
    private static LinkRuntime toNobody() throws LinkClients.UnresolvedLinkException {
        LinkSpec spec = new LinkSpec(
                "default",
                List.of(new BrokerAddress("127.0.0.1", 9)),
                null,
                Credentials.PLAINTEXT,
                Credentials.PLAINTEXT,
                AutoMigration.INHERIT,
                FetchSettings.DEFAULTS,
                ConsumerGroupSettings.DEFAULTS,
                AclSettings.DEFAULTS);
        return LinkRuntime.start(
                new LinkClients(name -> null),
                spec,
                States.SOURCE_CLUSTER,
                ProducerIdTag.of(States.SOURCE_CLUSTER, "destination"));
    }

    private static SourceProducer producer(LinkRuntime link) {
        return Objects.requireNonNull(link.producer());
    }

    private Produced threeRecords(short acks) {
        ByteBuffer records = MemoryRecords.withRecords(
                        Compression.NONE,
                        new SimpleRecord(new byte[] {1}),
                        new SimpleRecord(new byte[] {2}),
                        new SimpleRecord(new byte[] {3}))
                .buffer();
        return new Produced(produced.partition(), records, acks, 30_000);
    }

    private void acknowledged(int partition, long endOffset) {
        acknowledged.add("partition " + partition + " up to " + endOffset);
    }

    @SuppressWarnings("NullAway") // without a link
    private void withForwarder(ProxyForwarder.Acknowledged acknowledged, Consumer<ProxyForwarder> test) {
        withForwarder(null, acknowledged, test);
    }

    private void withForwarder(
            LinkRuntime link, ProxyForwarder.Acknowledged acknowledged, Consumer<ProxyForwarder> test) {
        try (Metrics kafka = new Metrics()) {
            TopicMeters meters = new TopicMeters(new OrbitMetrics(kafka), topic -> 0, Runnable::run);
            test.accept(new ProxyForwarder(
                    States.topic("default", "orders", 1, new Migration.Proxy()),
                    link,
                    partition -> leads,
                    () -> holdsLease,
                    () -> isGivenUp,
                    new ForwardLedgers(),
                    meters.forwards("default", "orders"),
                    acknowledged,
                    outcomes::incrementAndGet));
        }
    }
}
