// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.broker.request;

import dev.orbit.agent.broker.admin.OwnAdditions;
import java.util.concurrent.CompletableFuture;
import kafka.network.RequestChannel;
import kafka.server.ApiRequestHandler;
import kafka.server.BrokerServer;
import kafka.server.KafkaApis;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRequestHandlerPool;
import kafka.server.KafkaRequestHandlerPoolFactory;
import kafka.server.SharedServer;
import kafka.server.StandardFaultHandlerFactory;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble;
import org.apache.kafka.raft.QuorumConfig;
import org.apache.kafka.server.ServerSocketFactory;
import org.jspecify.annotations.Nullable;

/** Kafka's shared server, whose request handlers pass produces through the gate. */
public final class GatedSharedServer extends SharedServer {

    private final ProduceGate gate;
    private final CommandHandler commands;
    private final OwnAdditions own;
    private final GatedPoolFactory poolFactory;
    private @Nullable BrokerServer broker;

    public GatedSharedServer(
            KafkaConfig config,
            MetaPropertiesEnsemble properties,
            Metrics metrics,
            ProduceGate gate,
            CommandHandler commands,
            OwnAdditions own) {
        super(
                config,
                properties,
                Time.SYSTEM,
                metrics,
                CompletableFuture.completedFuture(
                        QuorumConfig.parseVoterConnections(config.quorumConfig().voters())),
                QuorumConfig.parseBootstrapServers(config.quorumConfig().bootstrapServers()),
                new StandardFaultHandlerFactory(),
                ServerSocketFactory.INSTANCE);
        this.gate = gate;
        this.commands = commands;
        this.own = own;
        this.poolFactory = new GatedPoolFactory();
    }

    public void broker(BrokerServer broker) {
        this.broker = broker;
    }

    @Override
    public KafkaRequestHandlerPoolFactory requestHandlerPoolFactory() {
        return poolFactory;
    }

    private final class GatedPoolFactory extends KafkaRequestHandlerPoolFactory {
        @Override
        public KafkaRequestHandlerPool createPool(
                int brokerId, RequestChannel channel, ApiRequestHandler apis, Time time, int threads, String name) {
            ApiRequestHandler handler = apis;
            if (apis instanceof KafkaApis stock) {
                if (broker == null) {
                    throw new IllegalStateException("the broker's request handlers start before the broker is known");
                }
                handler = GatedRequestHandler.of(stock, broker, gate, commands, own);
            }
            return super.createPool(brokerId, channel, handler, time, threads, name);
        }
    }
}
