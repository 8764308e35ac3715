// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.broker;

import dev.orbit.agent.broker.admin.AclAdmin;
import dev.orbit.agent.broker.admin.ClusterView;
import dev.orbit.agent.broker.admin.GroupCommits;
import dev.orbit.agent.broker.admin.InterBrokerChannel;
import dev.orbit.agent.broker.admin.OwnAdditions;
import dev.orbit.agent.broker.admin.TopicAdmin;
import dev.orbit.agent.broker.log.LocalPartition;
import dev.orbit.agent.broker.request.CommandHandler;
import dev.orbit.agent.broker.request.GatedSharedServer;
import dev.orbit.agent.broker.request.ProduceGate;
import dev.orbit.agent.broker.request.SequenceNumbers;
import dev.orbit.agent.broker.state.CoordinatorChannel;
import dev.orbit.agent.broker.state.LedStateLog;
import dev.orbit.agent.broker.state.StateListener;
import dev.orbit.agent.broker.state.StateLog;
import dev.orbit.agent.broker.state.StateTail;
import dev.orbit.agent.broker.state.StateTopic;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import kafka.cluster.Partition;
import kafka.server.BrokerServer;
import kafka.server.ControllerServer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.Server;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.internals.Plugin;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.network.ListenerName;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.server.ProcessRole;
import org.apache.kafka.server.authorizer.Authorizer;
import org.apache.kafka.storage.internals.log.LogConfig;
import org.apache.kafka.storage.internals.log.UnifiedLog;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;

/** One Kafka broker in this process, with its controller where the configuration asks for one. */
public final class EmbeddedBroker implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedBroker.class);

    private final KafkaConfig config;
    private final Metrics metrics;
    private final GatedSharedServer shared;
    private final BrokerServer broker;
    private final @Nullable ControllerServer controller;
    private final String clusterId;
    private final OwnAdditions own = new OwnAdditions();
    private boolean started;

    /** Of the state topic; zero until it is known. */
    private volatile Uuid stateId = Uuid.ZERO_UUID;

    /**
     * A broker that is not started yet.
     *
     * @param properties Kafka's own; the log directories are formatted
     */
    public EmbeddedBroker(Properties properties, ProduceGate gate, CommandHandler commands) {
        this.config = new KafkaConfig(properties, false);
        var initialized = KafkaRaftServer.initializeLogDirs(config, LOG, "");
        this.clusterId = initialized._1.clusterId().orElseThrow();
        this.metrics = Server.initializeMetrics(config, Time.SYSTEM, clusterId);
        this.shared = new GatedSharedServer(config, initialized._1, metrics, gate, commands, own);
        this.broker = new BrokerServer(shared);
        shared.broker(broker);
        this.controller = config.processRoles().contains(ProcessRole.ControllerRole)
                ? new ControllerServer(shared, KafkaRaftServer.configSchema(), initialized._2)
                : null;
    }

    /** Starts controller and broker; returns once the broker is unfenced. */
    public void start() {
        started = true;
        if (controller != null) {
            controller.startup();
        }
        broker.startup();
    }

    public String clusterId() {
        return clusterId;
    }

    public int nodeId() {
        return config.nodeId();
    }

    /** The port bound for clients: of the inter-broker listener. */
    public int port() {
        return broker.boundPort(config.interBrokerListenerName());
    }

    /** What clients are told to connect to, on the inter-broker listener. */
    public String advertised() {
        String host = CollectionConverters.asJava(config.effectiveAdvertisedBrokerListeners()).stream()
                .filter(listener -> listener.listener()
                        .equals(config.interBrokerListenerName().value()))
                .map(listener -> Optional.ofNullable(listener.host()).orElse(""))
                .findFirst()
                .orElse("");
        return host + ":" + port();
    }

    /** What this broker was configured with at its start, Kafka's defaults included. */
    public Optional<String> configured(String name) {
        return Optional.ofNullable(config.values().get(name)).map(String::valueOf);
    }

    /** What this broker gives a topic on which nothing is set itself, as of now. */
    public Map<String, String> topicDefaults() {
        Map<String, String> defaults = new HashMap<>();
        broker.logManager()
                .currentDefaultConfig()
                .values()
                .forEach((name, value) -> LogConfig.configType(name)
                        .ifPresent(type -> defaults.put(name, ConfigDef.convertToString(value, type))));
        return defaults;
    }

    public ClusterView cluster() {
        return new ClusterView(broker.metadataCache(), config.interBrokerListenerName());
    }

    /** The partition, when this broker leads it now. */
    public Optional<LocalPartition> led(TopicPartition name) {
        var found = broker.replicaManager().onlinePartition(name);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Partition partition = found.get();
        return partition.isLeader() && partition.leaderLogIfLocal().isDefined()
                ? Optional.of(new LocalPartition(broker.replicaManager(), partition, name))
                : Optional.empty();
    }

    /**
     * Whether this broker's replica of the partition holds what a producer sent under this sequence number: a partition takes
     * them without a gap.
     */
    public boolean holds(TopicPartition name, long producerId, short producerEpoch, int sequence) {
        Option<UnifiedLog> log = broker.replicaManager().localLog(name);
        return log.isDefined()
                && log.get().activeProducers().stream()
                        .anyMatch(known -> known.producerId() == producerId
                                && known.producerEpoch() == producerEpoch
                                && SequenceNumbers.isAtMost(sequence, known.lastSequence()));
    }

    /** Calls back whenever topics, their partitions or leaders may be others than before, once this broker acts on that. */
    public void onLeadersChanged(Runnable listener) {
        shared.loader()
                .installPublishers(List.of(new TopicsPublisher(listener)))
                .join();
    }

    /** Where what is measured goes: reporters that the broker is configured with, and JMX, have it from there. */
    public Metrics metrics() {
        return metrics;
    }

    public StateLog stateLog() {
        return new LedStateLog(() -> led(StateTopic.PARTITION)
                .filter(partition -> partition.topicId().equals(stateId))
                .orElse(null));
    }

    /** From now on the topic of this id is the state; one that is made anew in its place is none. */
    public void useState(Uuid topicId) {
        stateId = topicId;
    }

    /** Starts reading the state topic; close it to stop. */
    public AutoCloseable tailState(StateListener listener) {
        InterBrokerChannel channel = channel("orbit-state", config.requestTimeoutMs());
        StateTail tail = new StateTail(cluster(), channel, stateId, listener);
        tail.start();
        return () -> {
            tail.close();
            channel.close();
        };
    }

    /**
     * A channel to the coordinator.
     *
     * @param name of its thread
     * @param timeoutMs after which a call fails
     */
    public CoordinatorChannel coordinator(String name, int timeoutMs) {
        return new CoordinatorChannel(cluster(), channel(name, timeoutMs), () -> stateId, timeoutMs);
    }

    public TopicAdmin topicAdmin() {
        ListenerName listener = config.interBrokerListenerName();
        return new TopicAdmin(
                config,
                () -> broker.metadataCache().getAliveBrokerNode(config.nodeId(), listener),
                cluster(),
                channel("orbit-topics", config.requestTimeoutMs()),
                own);
    }

    public GroupCommits groupCommits() {
        ListenerName listener = config.interBrokerListenerName();
        return new GroupCommits(
                config.nodeId(),
                () -> broker.metadataCache().getAliveBrokerNodes(listener),
                channel("orbit-groups", config.requestTimeoutMs()),
                config.requestTimeoutMs());
    }

    public AclAdmin aclAdmin() {
        ListenerName listener = config.interBrokerListenerName();
        return new AclAdmin(
                () -> broker.authorizerPlugin().isEmpty()
                        ? Optional.empty()
                        : Optional.of(broker.authorizerPlugin().get().get()),
                cluster()::acls,
                () -> broker.metadataCache().getAliveBrokerNode(config.nodeId(), listener),
                channel("orbit-acls", config.requestTimeoutMs()),
                config.requestTimeoutMs());
    }

    /** What ACLs in shadow would refuse; nothing where they are enforced, or there are none. */
    public List<Denial> denials() {
        return Stream.concat(
                        denials(broker.authorizerPlugin()),
                        controller == null ? Stream.of() : denials(controller.authorizerPlugin()))
                .toList();
    }

    private static Stream<Denial> denials(Option<Plugin<Authorizer>> plugin) {
        return plugin.isDefined() && plugin.get().get() instanceof ShadowAuthorizer shadow
                ? shadow.denials().stream()
                : Stream.of();
    }

    private InterBrokerChannel channel(String name, int timeoutMs) {
        InterBrokerChannel channel = new InterBrokerChannel(name, config, metrics, timeoutMs);
        channel.start();
        return channel;
    }

    @Override
    public void close() {
        if (started) {
            broker.shutdown();
            if (controller != null) {
                controller.shutdown();
            }
        }
        metrics.close();
    }
}
