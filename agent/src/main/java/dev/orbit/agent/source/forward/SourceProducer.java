// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.forward;

import dev.orbit.agent.source.connect.BrokerEndpoint;
import dev.orbit.agent.source.connect.SourceClientConfig;
import dev.orbit.agent.source.connect.SourceTopology;
import dev.orbit.agent.source.fetch.FetchRouting;
import dev.orbit.agent.source.metadata.SourceListener;
import dev.orbit.agent.source.metadata.SourceMetadata;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.ProduceRequest;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forwards raw produce batches to a source. Per source broker there are at most as many connections as configured, each
 * with one thread, the next one for what finds those before it full; forwards of one partition go over one of them at a
 * time, in the order in which they came, and a forward whose outcome is not known does not hold up the next. Only Metadata
 * and Produce are asked of the source. Thread-safe.
 *
 * <p>Every forward gets exactly one result, also when this is closed.
 */
public final class SourceProducer implements AutoCloseable {

    /**
     * How much it may use.
     *
     * @param connectionsPerBroker at least 1
     * @param bytesMax most bytes of records without a result
     */
    public record Settings(int connectionsPerBroker, long bytesMax) {

        /** 2 connections, 64 MiB. */
        public static final Settings DEFAULTS = new Settings(2, 64 << 20);
    }

    private record SenderKey(BrokerEndpoint broker, int slot) {}

    private static final Logger LOG = LoggerFactory.getLogger(SourceProducer.class);

    private static final long CLOSE_WITHIN_MS = 10_000;

    /** A source in order answers within this time; one that is gone does not hold up a link's end. */
    private static final long ANSWER_WITHIN_MS = 5_000;

    private static final ForwardResult GIVEN_UP = ForwardResult.tryAgain(
            "The source is given up: the topic fails over. Whether the source has it is not known.");
    private static final String CLOSING = "The proxy is closing.";

    private final SourceClientConfig config;
    private final Settings settings;
    private final SourceMetadata metadata;
    private final ByteBudget budget;
    private final Placement placement = new LeaderPlacement();
    private final ForwardRouter router;
    private final Map<TopicPartition, ForwardQueue> queues = new ConcurrentHashMap<>();
    private final Map<SenderKey, ForwardSender> senders = new ConcurrentHashMap<>();
    private final LongAdder requests = new LongAdder();
    private volatile boolean closing;
    private volatile boolean closed;

    private SourceProducer(
            SourceClientConfig config, @Nullable String clusterId, Settings settings, SourceListener listener) {
        this.config = config;
        this.settings = settings;
        this.budget = new ByteBudget(settings.bytesMax());
        this.metadata = SourceMetadata.start(config, clusterId, listener);
        this.router = new ForwardRouter(config.clientId() + "-forward-router", placement);
    }

    /**
     * Begins to follow who leads at the source.
     *
     * @param clusterId the only cluster that is written to; null: the first that answers
     */
    public static SourceProducer start(
            SourceClientConfig config, @Nullable String clusterId, Settings settings, SourceListener listener) {
        SourceProducer producer = new SourceProducer(config, clusterId, settings, listener);
        producer.router.start();
        producer.metadata.addListener(producer::answered);
        return producer;
    }

    /** Looks up who leads these topics, so that the first forward does not wait for it. */
    public void prepare(Set<String> sourceTopics) {
        metadata.alsoInterest(sourceTopics);
    }

    /**
     * Forwards. Never blocks. While too much is under way already, the request waits in line, for as long as it may wait to be
     * sent, unless too much waits there too.
     *
     * @param isGivenUp whether nobody waits for what becomes of it: see {@link #giveUp}
     * @param done gets the result, on any thread. Must not block
     */
    public void forward(ForwardRequest request, BooleanSupplier isGivenUp, Consumer<ForwardResult> done) {
        int bytes = request.records().sizeInBytes();
        int waitMs = Forward.unsentMaxMs(request.timeoutMs());
        Forward forward = new Forward(request, isGivenUp, done, () -> budget.giveBack(bytes), System.nanoTime());
        budget.take(bytes, waitMs, new ByteBudget.Taker() {
            @Override
            public void taken() {
                try {
                    send(forward);
                } catch (RuntimeException | Error e) {
                    LOG.error("A produce to {} could not be forwarded.", request.topicPartition(), e);
                    forward.complete(ForwardResult.tryAgain("The agent could not forward it: " + e));
                }
            }

            @Override
            public void inVain() {
                done.accept(ForwardResult.tryAgain(
                        closing
                                ? CLOSING
                                : "For " + waitMs + " ms more than " + budget.bytesMax()
                                        + " bytes were being forwarded to the source already."));
            }

            @Override
            public void turnedAway() {
                done.accept(ForwardResult.tryAgain("More than " + budget.bytesMax()
                        + " bytes are being forwarded to the source already, and as many wait for their turn."));
            }
        });
    }

    private void send(Forward forward) {
        ForwardResult refusal = forward.isGivenUp() ? GIVEN_UP : refusal(forward.request());
        if (refusal != null) {
            forward.complete(refusal);
            return;
        }
        ForwardQueue queue = queues.computeIfAbsent(forward.request().topicPartition(), ForwardQueue::new);
        if (queue.add(forward)) {
            placement.place(queue);
        }
        // either it is seen here, or giveUp has found it in its queue
        if (forward.isGivenUp()) {
            forward.complete(GIVEN_UP);
        }
    }

    /**
     * What is under way to the source's topic and known as given up has its result now: to be tried again, and what the
     * source says of it later is not told. Another mirror of that topic may have forwards of its own.
     */
    public void giveUp(String topic) {
        queues.forEach((partition, queue) -> {
            if (partition.topic().equals(topic)) {
                queue.answerGivenUp(GIVEN_UP);
            }
        });
    }

    /** Requests sent so far. */
    public long requests() {
        return requests.sum();
    }

    /** Bytes of records without a result, but for those that wait in line. */
    public long inFlightBytes() {
        return budget.held();
    }

    /** Bytes of records that wait in line. */
    public long waitingBytes() {
        return budget.inLine();
    }

    /** The most there may be in flight, and the most that may wait besides. */
    public long inFlightBytesMax() {
        return budget.bytesMax();
    }

    private @Nullable ForwardResult refusal(ForwardRequest request) {
        if (request.acks() != 1 && request.acks() != -1) {
            throw new IllegalArgumentException("acks " + request.acks() + " cannot be forwarded.");
        }
        try {
            ProduceRequest.validateRecords(ApiKeys.PRODUCE.latestVersion(), request.records());
        } catch (ApiException e) {
            return ForwardResult.failed(Errors.forException(e), e.getMessage());
        }
        SourceTopology.Topic topic = metadata.topology().topics().get(request.topic());
        if (topic != null && topic.error() == Errors.TOPIC_AUTHORIZATION_FAILED) {
            metadata.refresh();
            return ProduceVerdict.notAllowed("Write on topic " + request.topic());
        }
        boolean madeAnew = topic != null
                && !topic.id().equals(Uuid.ZERO_UUID)
                && !request.topicId().equals(Uuid.ZERO_UUID)
                && !topic.id().equals(request.topicId());
        return madeAnew ? ForwardResult.tryAgain("Topic " + request.topic() + " of the source was made anew.") : null;
    }

    private void answered(SourceTopology topology) {
        Set<BrokerEndpoint> brokers = Set.copyOf(topology.brokers().values());
        if (!brokers.isEmpty()) {
            senders.values().removeIf(sender -> {
                boolean gone = !brokers.contains(sender.broker());
                if (gone) {
                    sender.stop();
                }
                return gone;
            });
        }
        metadata.reachability()
                .brokersInUse(
                        senders.values().stream().map(ForwardSender::broker).collect(Collectors.toSet()));
        senders.values().forEach(ForwardSender::wakeup);
        router.wakeup();
    }

    /**
     * Takes nothing new, and waits for a while for the results of what is under way: the source may have the records, and
     * a producer that is told to try again would write them twice. Then what has no result gets one: to be tried again.
     */
    @Override
    public void close() {
        closing = true;
        budget.close();
        budget.awaitNone(ANSWER_WITHIN_MS);
        List<ForwardSender> last;
        synchronized (this) {
            closed = true;
            last = List.copyOf(senders.values());
        }
        last.forEach(ForwardSender::stop);
        last.forEach(sender -> sender.awaitEnd(CLOSE_WITHIN_MS));
        router.end(CLOSE_WITHIN_MS);
        metadata.close();
    }

    private synchronized @Nullable ForwardSender start(SenderKey key) {
        return closed
                ? null
                : senders.compute(
                        key,
                        (k, sender) -> sender != null && !sender.isEnded()
                                ? sender
                                : ForwardSender.start(config, k.broker(), k.slot(), placement, metadata, requests));
    }

    /**
     * To a sender of the partition's leader, or to the router while there is none. What a client produces at one time then
     * goes in one request, as it came: over several connections it would cost the source a request for each.
     */
    private final class LeaderPlacement implements Placement {

        @Override
        public boolean isLedBy(BrokerEndpoint broker, ForwardQueue queue) {
            SourceTopology.Leader leader = metadata.topology().leader(queue.partition());
            return leader != null && leader.broker().equals(broker);
        }

        private @Nullable ForwardSender senderFor(ForwardQueue queue) {
            SourceTopology.Leader leader = metadata.topology().leader(queue.partition());
            if (leader == null) {
                prepare(Set.of(queue.partition().topic()));
                metadata.refresh();
                return null;
            }
            for (int slot = 0; slot < settings.connectionsPerBroker(); slot++) {
                ForwardSender sender = sender(new SenderKey(leader.broker(), slot));
                if (sender == null || !sender.isFull()) {
                    return sender;
                }
            }
            return sender(new SenderKey(
                    leader.broker(), FetchRouting.slot(queue.partition(), settings.connectionsPerBroker())));
        }

        private @Nullable ForwardSender sender(SenderKey key) {
            ForwardSender sender = senders.get(key);
            return sender != null && !sender.isEnded() ? sender : start(key);
        }

        @Override
        public void place(ForwardQueue queue) {
            try {
                if (!isPlaced(queue)) {
                    queue.giveUp(CLOSING);
                }
            } catch (RuntimeException | Error e) {
                // it is on no list: nobody would send what is in it, or comes later
                queue.giveUp("It could not be sent: " + e);
                LOG.error("The forwards of {} could not be sent.", queue.partition(), e);
            }
        }

        /** False: everything is closed. */
        private boolean isPlaced(ForwardQueue queue) {
            boolean placed = false;
            while (!placed && !closed) {
                ForwardSender holder = queue.holder();
                ForwardSender sender = holder != null ? holder : senderFor(queue);
                placed = (sender != null && sender.offer(queue)) || router.park(queue);
            }
            return placed;
        }
    }
}
