// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.link;

import dev.orbit.agent.batch.BatchHeader;
import dev.orbit.agent.broker.request.ProduceGate.Answer;
import dev.orbit.agent.broker.request.ProduceGate.Forwarder;
import dev.orbit.agent.broker.request.ProduceGate.Produced;
import dev.orbit.agent.metrics.ForwardMeter;
import dev.orbit.agent.source.forward.ForwardRequest;
import dev.orbit.agent.source.forward.ForwardResult;
import dev.orbit.agent.source.forward.SourceProducer;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.unproxied.ForwardLedger;
import dev.orbit.agent.unproxied.ForwardLedgers;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes one produce of a proxied topic to the source, and its answer back: but only while the lease holds. */
public final class ProxyForwarder implements Forwarder {

    private static final Logger LOG = LoggerFactory.getLogger(ProxyForwarder.class);

    private static final short ACKS_NONE = 0;
    private static final short ACKS_LEADER = 1;

    private final MirrorTopic topic;
    private final LinkRuntime link;
    private final Predicate<TopicPartition> leads;
    private final BooleanSupplier holdsLease;
    private final BooleanSupplier isGivenUp;
    private final ForwardLedgers ledgers;
    private final ForwardMeter meter;
    private final Acknowledged acknowledged;
    private final Runnable done;
    private final AtomicBoolean isFinished = new AtomicBoolean();

    /** Told of what the source holds. */
    @FunctionalInterface
    public interface Acknowledged {
        void upTo(int partition, long endOffset);
    }

    /**
     * For one produce.
     *
     * @param isGivenUp whether nobody waits any more for what the source says
     * @param done run once the produce has its outcome, whatever it is
     */
    public ProxyForwarder(
            MirrorTopic topic,
            LinkRuntime link,
            Predicate<TopicPartition> leads,
            BooleanSupplier holdsLease,
            BooleanSupplier isGivenUp,
            ForwardLedgers ledgers,
            ForwardMeter meter,
            Acknowledged acknowledged,
            Runnable done) {
        this.topic = topic;
        this.link = link;
        this.leads = leads;
        this.holdsLease = holdsLease;
        this.isGivenUp = isGivenUp;
        this.ledgers = ledgers;
        this.meter = meter;
        this.acknowledged = acknowledged;
        this.done = done;
    }

    /** Whatever happens, the produce has one outcome: a gate that is to close waits for it. */
    @Override
    public void forward(Produced produced, Consumer<Answer> answered) {
        try {
            if (produced.records().remaining() < BatchHeader.BYTES_MAX) {
                finish(answered, Answer.refused(Errors.CORRUPT_MESSAGE, "the batch is shorter than its header"));
            } else {
                begin(produced, answered);
            }
        } catch (RuntimeException | Error e) {
            if (isFinished.get()) {
                throw e;
            }
            // not thrown on: Kafka would answer the request once more
            LOG.error("A produce to {} could not be forwarded.", produced.partition(), e);
            finish(answered, Answer.refused(Errors.UNKNOWN_SERVER_ERROR, e.toString()));
        }
    }

    private void begin(Produced produced, Consumer<Answer> answered) {
        SourceProducer producer = link.producer();
        if (producer == null || !leads.test(produced.partition().topicPartition())) {
            finish(answered, Answer.refused(Errors.NOT_LEADER_OR_FOLLOWER, "this broker does not lead the partition"));
            return;
        }
        Entry entry = entry(produced);
        producer.forward(request(produced), isGivenUp, result -> conclude(produced, entry, result, answered));
    }

    /** Also when an exception of ours comes after the source's answer: the producer is to ask again. */
    void conclude(Produced produced, @Nullable Entry entry, ForwardResult result, Consumer<Answer> answered) {
        Answer answer;
        try {
            answer = answer(produced.partition().partition(), produced.records(), entry, result);
        } catch (RuntimeException | Error e) {
            LOG.error("What became of a produce to {} could not be recorded.", produced.partition(), e);
            answer = Answer.refused(Errors.NOT_ENOUGH_REPLICAS, e.toString());
        }
        finish(answered, answer);
    }

    private ForwardRequest request(Produced produced) {
        link.tag().apply(produced.records());
        return ForwardRequest.of(
                topic.sourceTopic(),
                Uuid.fromString(topic.sourceTopicId()),
                produced.partition().partition(),
                produced.records().duplicate(),
                // so that it has an outcome, which a cutover waits for
                produced.acks() == ACKS_NONE ? ACKS_LEADER : produced.acks(),
                produced.timeoutMs());
    }

    /** What is to be told of the outcome of a batch without a producer id. */
    record Entry(ForwardLedger ledger, long ticket) {
        void outcome(ForwardResult result, int offsets) {
            long nowNanos = System.nanoTime();
            if (result.error() == Errors.NONE && result.baseOffset() >= 0) {
                ledger.acknowledged(ticket, result.baseOffset(), result.baseOffset() + offsets, nowNanos);
            } else if (result.error() == Errors.NONE || result.mayHaveLanded()) {
                ledger.unknown(ticket, offsets, nowNanos);
            } else {
                ledger.refused(ticket, nowNanos);
            }
        }
    }

    /** Null where the batch bears a producer id: the source's log tells by the tag that it came from here. */
    private @Nullable Entry entry(Produced produced) {
        if (BatchHeader.producerId(produced.records(), produced.records().position()) >= 0) {
            return null;
        }
        ForwardLedger ledger = ledgers.of(
                topic.topic(),
                produced.partition().topicId().toString(),
                produced.partition().partition());
        return new Entry(ledger, ledger.begins());
    }

    private Answer answer(int partition, ByteBuffer records, @Nullable Entry entry, ForwardResult result) {
        int offsets = BatchHeader.offsetCount(records, records.position());
        if (result.error() == Errors.NONE && result.baseOffset() >= 0) {
            acknowledged.upTo(partition, result.baseOffset() + offsets);
            meter.acknowledged(records.remaining(), offsets);
        }
        if (entry != null) {
            entry.outcome(result, offsets);
        }
        // after the answer was read: a lease that ran out meanwhile means the cutover may have gone on without it
        if (!holdsLease.getAsBoolean()) {
            return Answer.refused(Errors.NOT_ENOUGH_REPLICAS, "this agent's lease ran out");
        }
        return new Answer(
                result.error(),
                result.baseOffset(),
                result.logAppendTimeMs(),
                result.logStartOffset(),
                result.errorMessage(),
                result.recordErrors());
    }

    private void finish(Consumer<Answer> answered, Answer answer) {
        if (!isFinished.compareAndSet(false, true)) {
            return;
        }
        try {
            if (answer.error() != Errors.NONE) {
                meter.refused(answer.error());
            }
        } finally {
            try {
                answered.accept(answer);
            } finally {
                done.run();
            }
        }
    }
}
