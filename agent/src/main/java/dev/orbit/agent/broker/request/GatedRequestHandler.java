// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.broker.request;

import dev.orbit.agent.broker.admin.OwnAdditions;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import kafka.network.RequestChannel;
import kafka.server.ApiRequestHandler;
import kafka.server.BrokerServer;
import kafka.server.KafkaApis;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.AddPartitionsToTxnRequest;
import org.apache.kafka.common.requests.AddPartitionsToTxnResponse;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.server.common.RequestLocal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the requests that could append to a mirror topic, or create one, past the gate. Parsing, authorisation, quotas,
 * throttling and response versions stay Kafka's: the gated requests are served by a second {@link KafkaApis} that
 * differs in its replica manager and topic creation alone. What would take the state topic away, or part a mirror topic
 * from its source, is refused. Deletions of commits on topics that are gone are served too.
 */
final class GatedRequestHandler implements ApiRequestHandler {

    private static final Logger LOG = LoggerFactory.getLogger(GatedRequestHandler.class);

    /** What topics are changed with. */
    private static final Set<ApiKeys> CHANGES = EnumSet.of(
            ApiKeys.DELETE_TOPICS,
            ApiKeys.DELETE_RECORDS,
            ApiKeys.CREATE_PARTITIONS,
            ApiKeys.ALTER_CONFIGS,
            ApiKeys.INCREMENTAL_ALTER_CONFIGS);

    private static final int REFUSED_CHANGES_PER_MINUTE_MAX = 100;

    private final KafkaApis stock;
    private final KafkaApis gated;
    private final ProduceGate gate;
    private final RefusedTransactions refused = new RefusedTransactions();
    private final LatelyTold refusedChanges = new LatelyTold(REFUSED_CHANGES_PER_MINUTE_MAX);
    private final StateTopicGuard state;
    private final MirrorTopicGuard mirrors;

    private GatedRequestHandler(KafkaApis stock, KafkaApis gated, ProduceGate gate, OwnAdditions own) {
        this.stock = stock;
        this.gated = gated;
        this.gate = gate;
        this.state = new StateTopicGuard(id -> stock.metadataCache().getTopicName(id));
        this.mirrors = new MirrorTopicGuard(gate, own::isUnderWay);
    }

    static GatedRequestHandler of(
            KafkaApis stock, BrokerServer broker, ProduceGate gate, CommandHandler commands, OwnAdditions own) {
        KafkaApis gated = new KafkaApis(
                stock.requestChannel(),
                stock.forwardingManager(),
                new GatedReplicaManager(stock, broker, gate, commands),
                stock.groupCoordinator(),
                stock.txnCoordinator(),
                stock.shareCoordinator(),
                new GuardedTopicCreation(stock.autoTopicCreationManager(), gate),
                stock.brokerId(),
                stock.config(),
                stock.configRepository(),
                stock.metadataCache(),
                stock.metrics(),
                stock.authorizerPlugin(),
                stock.quotas(),
                stock.fetchManager(),
                stock.sharePartitionManager(),
                stock.replicaManager().brokerTopicStats(),
                stock.clusterId(),
                Time.SYSTEM,
                stock.tokenManager(),
                stock.apiVersionManager(),
                stock.clientMetricsManager(),
                stock.groupConfigManager());
        return new GatedRequestHandler(stock, gated, gate, own);
    }

    @Override
    public void handle(RequestChannel.Request request, RequestLocal local) {
        ApiKeys api = request.header().apiKey();
        if (api == ApiKeys.PRODUCE) {
            GatedReplicaManager.serving(request, () -> gated.handle(request, local));
        } else if (api == ApiKeys.METADATA || api == ApiKeys.WRITE_TXN_MARKERS) {
            gated.handle(request, local);
        } else if (api == ApiKeys.ADD_PARTITIONS_TO_TXN && !AddPartitionsGuard.admits(request, gate)) {
            AddPartitionsToTxnRequest body = AddPartitionsGuard.body(request);
            tell(request, body);
            stock.requestHelper()
                    .sendResponseMaybeThrottle(
                            request,
                            throttleMs -> new AddPartitionsToTxnResponse(
                                    AddPartitionsGuard.refusal(body, gate, (Integer) throttleMs)));
        } else if (api == ApiKeys.OFFSET_DELETE && FormerCommitDeletion.isAsked(request, stock)) {
            FormerCommitDeletion.serve(request, stock, local);
        } else if (CHANGES.contains(api)) {
            change(request, local);
        } else {
            stock.handle(request, local);
        }
    }

    private void change(RequestChannel.Request request, RequestLocal local) {
        AbstractRequest body = request.loggableRequest();
        Optional<ApiException> refusal = state.refusal(body).or(() -> mirrors.refusal(body));
        if (refusal.isEmpty()) {
            stock.handle(request, local);
            return;
        }
        if (!(refusal.get() instanceof RetriableException)) {
            tell(request, String.valueOf(refusal.get().getMessage()));
        }
        stock.requestHelper()
                .sendResponseMaybeThrottle(
                        request, throttleMs -> RefusedChange.answer(body, refusal.get(), (Integer) throttleMs));
    }

    /** Who may not change the topic anyway is refused this way, too: Kafka asks for that only where it serves a change. */
    private void tell(RequestChannel.Request request, String why) {
        String refused = "client " + request.header().clientId() + " at "
                + request.context().clientAddress().getHostAddress() + " is refused "
                + request.header().apiKey() + ". " + why;
        if (refusedChanges.isToBeTold(refused, System.nanoTime())) {
            LOG.warn("{}", refused);
        }
    }

    /** The answer has no room for words, so the log has them. */
    private void tell(RequestChannel.Request request, AddPartitionsToTxnRequest body) {
        refused.untold(body.partitionsByTransaction(), gate, System.nanoTime())
                .forEach(topic -> LOG.warn(
                        "client {} at {} is refused a transaction. {}",
                        request.header().clientId(),
                        request.context().clientAddress().getHostAddress(),
                        gate.refusesTransactions(topic)));
    }

    @Override
    public void tryCompleteActions() {
        stock.tryCompleteActions();
    }
}
