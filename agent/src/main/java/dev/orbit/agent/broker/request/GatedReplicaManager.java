// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.broker.request;

import static dev.orbit.agent.broker.request.ScalaMaps.toJava;
import static dev.orbit.agent.broker.request.ScalaMaps.toScala;

import dev.orbit.agent.broker.request.ProduceGate.Answer;
import dev.orbit.agent.broker.request.ProduceGate.Produced;
import dev.orbit.agent.broker.request.ProduceGate.Route;
import dev.orbit.agent.broker.request.RefusedSequences.Place;
import dev.orbit.agent.broker.state.StateTopic;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import kafka.cluster.Partition;
import kafka.network.RequestChannel;
import kafka.server.BrokerServer;
import kafka.server.KafkaApis;
import kafka.server.KafkaRequestHandler;
import kafka.server.ReplicaManager;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.requests.ProduceResponse.PartitionResponse;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.server.common.RequestLocal;
import org.apache.kafka.server.transaction.AddPartitionsToTxnManager.TransactionSupportedOperation;
import org.apache.kafka.storage.internals.log.AppendOrigin;
import org.apache.kafka.storage.internals.log.RecordValidationStats;
import org.apache.kafka.storage.internals.log.UnifiedLog;
import org.apache.kafka.storage.internals.log.VerificationGuard;
import org.jspecify.annotations.Nullable;
import scala.Function1;
import scala.Option;
import scala.runtime.BoxedUnit;

/**
 * Stands where Kafka's produce path meets its replica manager, asks the gate about each partition and puts the answers
 * together. It holds no partitions of its own: what is served locally goes to the broker's replica manager.
 */
final class GatedReplicaManager extends ReplicaManager {

    /** The produce request this thread is serving: a command must come over the inter-broker listener. */
    private static final ThreadLocal<RequestChannel.@Nullable Request> SERVING = new ThreadLocal<>();

    private static final short ACKS_ALL = -1;

    private static final Answer OVERTAKES = Answer.refused(
            Errors.NOT_ENOUGH_REPLICAS,
            "an earlier batch of this producer was refused, to be tried again, and has not come yet");

    private final ReplicaManager stock;
    private final ProduceGate gate;
    private final CommandEndpoint commands;
    private final RefusedSequences refused = new RefusedSequences();

    GatedReplicaManager(KafkaApis apis, BrokerServer broker, ProduceGate gate, CommandHandler commands) {
        this(apis.replicaManager(), apis, broker, gate, commands);
    }

    private GatedReplicaManager(
            ReplicaManager stock, KafkaApis apis, BrokerServer broker, ProduceGate gate, CommandHandler commands) {
        super(
                stock.config(),
                apis.metrics(),
                Time.SYSTEM,
                broker.kafkaScheduler(),
                stock.logManager(),
                Option.empty(),
                apis.quotas(),
                stock.metadataCache(),
                broker.logDirFailureChannel(),
                stock.alterPartitionManager(),
                stock.brokerTopicStats(),
                Option.apply(stock.delayedProducePurgatory()),
                Option.apply(stock.delayedFetchPurgatory()),
                Option.apply(stock.delayedDeleteRecordsPurgatory()),
                Option.apply(stock.delayedRemoteFetchPurgatory()),
                Option.apply(stock.delayedRemoteListOffsetsPurgatory()),
                Option.apply(stock.delayedShareFetchPurgatory()),
                stock.brokerEpochSupplier(),
                Option.empty(),
                stock.directoryEventHandler(),
                stock.defaultActionQueue());
        this.stock = stock;
        this.gate = gate;
        this.commands = new CommandEndpoint(apis, commands);
    }

    static void serving(RequestChannel.Request request, Runnable handling) {
        SERVING.set(request);
        try {
            handling.run();
        } finally {
            SERVING.remove();
        }
    }

    @Override
    public void handleProduceAppend(
            long timeoutMs,
            short acks,
            boolean internalTopicsAllowed,
            String transactionalId,
            scala.collection.Map<TopicIdPartition, MemoryRecords> entries,
            Function1<scala.collection.Map<TopicIdPartition, PartitionResponse>, BoxedUnit> callback,
            Function1<scala.collection.Map<TopicIdPartition, RecordValidationStats>, BoxedUnit> stats,
            RequestLocal local,
            TransactionSupportedOperation operation) {
        ProduceCall call = new ProduceCall(
                (int) Math.min(timeoutMs, Integer.MAX_VALUE),
                acks,
                internalTopicsAllowed,
                transactionalId,
                stats,
                operation,
                new GatheredAnswers(toJava(entries).keySet(), answers -> callback.apply(toScala(answers))));
        if (acks < ACKS_ALL || acks > 1) {
            Answer refusal = Answer.refused(
                    Errors.INVALID_REQUIRED_ACKS, "acks is " + acks + "; a produce has 0, 1 or -1 (all)");
            call.answers()
                    .putAll(toJava(entries).keySet().stream()
                            .collect(Collectors.toMap(Function.identity(), partition -> response(refusal))));
            return;
        }
        serve(call, toJava(entries), local);
    }

    private void serve(ProduceCall call, Map<TopicIdPartition, MemoryRecords> entries, RequestLocal local) {
        Map<TopicIdPartition, MemoryRecords> served = new LinkedHashMap<>();
        entries.forEach((partition, records) -> {
            if (partition.topic().equals(StateTopic.NAME)) {
                commands.serve(
                        SERVING.get(), records, response -> call.answers().put(partition, response));
            } else if (admit(call, partition, records, local)) {
                served.put(partition, records);
            }
        });
        if (!served.isEmpty()) {
            stock.handleProduceAppend(
                    call.timeoutMs(),
                    call.acks(),
                    call.internalTopicsAllowed(),
                    call.transactionalId(),
                    toScala(served),
                    responses -> {
                        call.answers().putAll(toJava(responses));
                        return BoxedUnit.UNIT;
                    },
                    call.stats(),
                    local,
                    call.operation());
        }
    }

    /** Whether Kafka is to append it; otherwise the gate's answer is, or will be, among the call's answers. */
    private boolean admit(ProduceCall call, TopicIdPartition partition, MemoryRecords records, RequestLocal local) {
        // looked at before they are forwarded: that may change their bytes
        Place place = Place.of(partition, leaderEpoch(partition), records);
        if (refused.isAhead(place, System.nanoTime())) {
            call.answers().put(partition, response(OVERTAKES));
            return false;
        }
        Route route = gate.route(partition, isTransactional(records));
        if (route instanceof Route.Local) {
            refused.answered(place, Errors.NONE, System.nanoTime());
            return true;
        }
        Produced produced = new Produced(partition, records.buffer().duplicate(), call.acks(), call.timeoutMs());
        if (route instanceof Route.Refused refusal) {
            answer(call, partition, place, Answer.refused(refusal.error(), refusal.message()));
        } else if (route instanceof Route.Forwarded forwarded) {
            forwarded.forwarder().forward(produced, answer -> answer(call, partition, place, answer));
        } else if (route instanceof Route.Held held) {
            hold(call, produced, place, records, held.hold(), local);
        }
        return false;
    }

    private int leaderEpoch(TopicIdPartition partition) {
        Option<Partition> online = stock.onlinePartition(partition.topicPartition());
        return online.isEmpty()
                ? RecordBatch.NO_PARTITION_LEADER_EPOCH
                : online.get().getLeaderEpoch();
    }

    private void answer(ProduceCall call, TopicIdPartition partition, @Nullable Place place, Answer answer) {
        refused.answered(place, answer.error(), System.nanoTime());
        call.answers().put(partition, response(answer));
    }

    /** What was held is served on a request handler's thread, as if it had just arrived. */
    private void hold(
            ProduceCall call,
            Produced produced,
            @Nullable Place place,
            MemoryRecords records,
            ProduceGate.Hold hold,
            RequestLocal local) {
        Function1<Option<Answer>, BoxedUnit> resume = KafkaRequestHandler.wrapAsyncCallback(
                (RequestLocal current, Option<Answer> answer) -> {
                    if (answer.isDefined()) {
                        answer(call, produced.partition(), place, answer.get());
                    } else {
                        serve(call, Map.of(produced.partition(), records), current);
                    }
                    return BoxedUnit.UNIT;
                },
                local);
        hold.await(produced, answer -> resume.apply(Option.apply(answer)));
    }

    /**
     * Transaction markers for a partition that only Orbit appends to are answered as done, and not appended: no transaction
     * of this cluster is open there.
     */
    @Override
    public void appendRecords(
            long timeoutMs,
            short acks,
            boolean internalTopicsAllowed,
            AppendOrigin origin,
            scala.collection.Map<TopicIdPartition, MemoryRecords> entries,
            Function1<Map<TopicIdPartition, PartitionResponse>, BoxedUnit> callback,
            Function1<scala.collection.Map<TopicIdPartition, RecordValidationStats>, BoxedUnit> stats,
            RequestLocal local,
            scala.collection.Map<TopicPartition, VerificationGuard> guards,
            short transactionVersion) {
        Map<TopicIdPartition, MemoryRecords> open = new LinkedHashMap<>();
        Map<TopicIdPartition, PartitionResponse> done = new LinkedHashMap<>();
        toJava(entries).forEach((partition, records) -> {
            switch (gate.admission(partition.topic())) {
                case OPEN -> open.put(partition, records);
                // this agent may not have read yet that it is no mirror any more: the log knows of the transaction then
                case MIRROR ->
                    done.put(
                            partition,
                            new PartitionResponse(
                                    isOpenHere(partition, records) ? Errors.NOT_LEADER_OR_FOLLOWER : Errors.NONE));
                // the transaction coordinator asks again
                case UNKNOWN -> done.put(partition, new PartitionResponse(Errors.NOT_LEADER_OR_FOLLOWER));
            }
        });
        if (open.isEmpty()) {
            callback.apply(done);
            return;
        }
        stock.appendRecords(
                timeoutMs,
                acks,
                internalTopicsAllowed,
                origin,
                toScala(open),
                responses -> {
                    Map<TopicIdPartition, PartitionResponse> all = new LinkedHashMap<>(responses);
                    all.putAll(done);
                    return callback.apply(all);
                },
                stats,
                local,
                guards,
                transactionVersion);
    }

    private boolean isOpenHere(TopicIdPartition partition, MemoryRecords markers) {
        Option<UnifiedLog> log = stock.localLog(partition.topicPartition());
        return log.isDefined() && TransactionMarkers.endTransactionOf(log.get().activeProducers(), markers);
    }

    @Override
    public Option<Partition> onlinePartition(TopicPartition partition) {
        return stock.onlinePartition(partition);
    }

    @Override
    public TopicIdPartition topicIdPartition(TopicPartition partition) {
        return stock.topicIdPartition(partition);
    }

    private static boolean isTransactional(MemoryRecords records) {
        for (RecordBatch batch : records.batches()) {
            if (batch.isTransactional()) {
                return true;
            }
        }
        return false;
    }

    private static PartitionResponse response(Answer answer) {
        return new PartitionResponse(
                answer.error(),
                answer.baseOffset(),
                answer.logAppendTimeMs(),
                answer.logStartOffset(),
                answer.recordErrors(),
                answer.message());
    }

    /** One produce request on its way: what is the same for all its partitions. */
    private record ProduceCall(
            int timeoutMs,
            short acks,
            boolean internalTopicsAllowed,
            String transactionalId,
            Function1<scala.collection.Map<TopicIdPartition, RecordValidationStats>, BoxedUnit> stats,
            TransactionSupportedOperation operation,
            GatheredAnswers answers) {}
}
