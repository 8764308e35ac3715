// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent;

import dev.orbit.agent.api.ApiServer;
import dev.orbit.agent.api.CoordinatorCalls;
import dev.orbit.agent.broker.EmbeddedBroker;
import dev.orbit.agent.broker.LogDirectories;
import dev.orbit.agent.broker.admin.TopicAdmin;
import dev.orbit.agent.broker.request.CommandHandler;
import dev.orbit.agent.broker.state.CoordinatorChannel;
import dev.orbit.agent.broker.state.StateTopic;
import dev.orbit.agent.command.Command.DenialReport;
import dev.orbit.agent.command.Command.GateClosed;
import dev.orbit.agent.command.Command.LinkReport;
import dev.orbit.agent.command.Command.PartitionReport;
import dev.orbit.agent.command.Command.StraysReport;
import dev.orbit.agent.command.Command.WritesReport;
import dev.orbit.agent.coordinator.Coordinator;
import dev.orbit.agent.gate.Gate;
import dev.orbit.agent.lease.LeaseKeeper;
import dev.orbit.agent.lease.ReportSource;
import dev.orbit.agent.link.LinkAccess;
import dev.orbit.agent.link.LinkClients;
import dev.orbit.agent.link.Links;
import dev.orbit.agent.link.SourceInquiries;
import dev.orbit.agent.metrics.Measure;
import dev.orbit.agent.metrics.MetricsPage;
import dev.orbit.agent.metrics.OrbitMetrics;
import dev.orbit.agent.metrics.TopicMeters;
import dev.orbit.agent.mirror.Mirrors;
import dev.orbit.agent.mirror.SegmentSizes;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.StateHolder;
import dev.orbit.agent.stray.StrayCopies;
import dev.orbit.agent.threads.Threads;
import dev.orbit.agent.unproxied.ForwardLedgers;
import dev.orbit.schemas.Problem;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.kafka.common.config.TopicConfig;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One agent: a broker, and Orbit's rooms around it. Its API answers from the beginning, be it that the agent is not ready. It
 * is stopped first, and the rest in the opposite order of its start.
 */
final class Agent implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Agent.class);

    /** A heartbeat is either answered soon, or sent anew. */
    private static final int HEARTBEAT_TIMEOUT_MS = 5_000;

    /** A call may have several sources looked at. */
    private static final int CALL_TIMEOUT_MS = 120_000;

    private static final int CALL_CHANNELS = 4;

    private static final Problem NO_BROKER = new Problem(
            "not_ready",
            "this agent's broker is not part of its Kafka cluster yet: it waits for a controller to let it in.",
            null,
            "Start the controllers (controller.quorum.voters), and look into this agent's log.");

    private final AgentSettings settings;
    private final Deque<AutoCloseable> running = new ArrayDeque<>();
    private volatile @Nullable Coordinator coordinator;

    /** What it waits for; empty while it holds a lease. */
    private volatile Supplier<Optional<Problem>> lack = () -> Optional.of(NO_BROKER);

    private @Nullable ApiServer api;

    private Agent(AgentSettings settings) {
        this.settings = settings;
    }

    /** Where a running agent is reached. */
    record Addresses(String clusterId, int nodeId, String kafka, int apiPort) {}

    /** An agent that is not started yet. */
    static Agent of(AgentSettings settings) {
        return new Agent(settings);
    }

    /** Starts everything; returns once the agent holds a lease. */
    Addresses start() throws Exception {
        LogDirectories.format(settings.kafka(), settings.clusterId());
        StateHolder state = new StateHolder();
        AgentEnvironment environment = new AgentEnvironment();
        Gate gate = keep(new Gate(state, environment, settings.heldBytesMax()));
        EmbeddedBroker broker = keep(new EmbeddedBroker(settings.kafka(), gate, this::handle));
        OrbitMetrics metrics = new OrbitMetrics(broker.metrics());
        LongAdder copiedOffsets = new LongAdder();
        TopicMeters meters = measure(metrics, gate, copiedOffsets);
        CoordinatorCalls calls = new CoordinatorCalls(() -> lack.get());
        ApiServer answering = answering(calls, new MetricsPage(metrics));
        broker.start();

        LinkClients clients = new LinkClients(System::getenv);
        TopicAdmin topics = keep(broker.topicAdmin());
        SourceInquiries sources = keep(new SourceInquiries(clients));
        Coordinator coordinating = coordinating(
                broker,
                state,
                new Coordinator.Sources(sources, sources, sources, new LinkAccess(clients, sources), sources),
                topics,
                copiedOffsets);
        coordinator = coordinating;

        Links links = keep(new Links(clients, broker.clusterId(), metrics, coordinating::unmirroredTopics));
        ForwardLedgers ledgers = new ForwardLedgers();
        StrayCopies strays = keep(new StrayCopies(state, links, broker::led, broker::holds));
        Reports reports = new Reports(links, gate, ledgers, strays, broker);
        LeaseKeeper lease = lease(broker, state, reports);
        Mirrors mirrors =
                keep(new Mirrors(state, links, broker::led, ledgers, meters, segmentSizes(topics), lease::wake));
        reports.mirrors = mirrors;
        environment.complete(broker, lease, links, ledgers, meters);
        CountDownLatch confirmed = new CountDownLatch(1);
        lease.onConfirmed(gate::confirmed);
        lease.onConfirmed(mirrors::confirmed);
        lease.onConfirmed(nanos -> confirmed.countDown());
        state.listen(delta -> sources.retain(
                delta.image().links().values().stream().map(link -> link.spec()).toList()));

        awaitState(broker, topics);
        lack = lease::lack;
        keep(broker.tailState(state));
        coordinating.start();
        lease.start();
        mirrors.start();
        strays.start();
        broker.onLeadersChanged(() -> {
            coordinating.leadersChanged();
            mirrors.leadersChanged();
        });
        confirmed.await();
        calls.ready(channels(broker));
        return new Addresses(broker.clusterId(), broker.nodeId(), broker.advertised(), answering.port());
    }

    private Coordinator coordinating(
            EmbeddedBroker broker,
            StateHolder state,
            Coordinator.Sources sources,
            TopicAdmin topics,
            LongAdder copiedOffsets) {
        MirrorTopicDestination destination = new MirrorTopicDestination(broker, topics);
        return keep(new Coordinator(
                new Coordinator.Settings(broker.clusterId(), broker.nodeId(), settings.leaseMs(), settings.refreshMs()),
                broker.stateLog(),
                state,
                sources,
                new Coordinator.Destinations(
                        destination,
                        new GroupCommitsDestination(keep(broker.groupCommits()), copiedOffsets),
                        destination,
                        new AclAdminDestination(keep(broker.aclAdmin())))));
    }

    private LeaseKeeper lease(EmbeddedBroker broker, StateHolder state, ReportSource reports) {
        CoordinatorChannel heartbeats = keep(broker.coordinator("orbit-heartbeats", HEARTBEAT_TIMEOUT_MS));
        return keep(new LeaseKeeper(
                broker.nodeId(),
                state,
                heartbeats::call,
                reports,
                () -> broker.cluster().standing(StateTopic.PARTITION)));
    }

    private void awaitState(EmbeddedBroker broker, TopicAdmin topics) throws Exception {
        StateTopicCreation creation = new StateTopicCreation(broker.cluster(), topics, StateMark.of(settings.kafka()));
        lack = () -> Optional.of(creation.lack());
        broker.useState(creation.await(settings.stateReplicationFactor()));
    }

    /** What is measured of the agent at once, and of topics from now on. */
    private TopicMeters measure(OrbitMetrics metrics, Gate gate, LongAdder copiedOffsets) {
        metrics.register(
                List.of(),
                Map.of(
                        Measure.HELD_BYTES, gate::heldBytes,
                        Measure.HELD_BYTES_LIMIT, settings::heldBytesMax,
                        Measure.COPIED_GROUP_OFFSETS, copiedOffsets::sum));
        return new TopicMeters(metrics, gate::pauseSeconds, Threads.pool("orbit-metrics", 1));
    }

    private static SegmentSizes segmentSizes(TopicAdmin topics) {
        return (topic, bytes) -> topics.alterConfigs(
                topic, Map.of(TopicConfig.SEGMENT_BYTES_CONFIG, Optional.of(Integer.toString(bytes))));
    }

    private List<CoordinatorChannel> channels(EmbeddedBroker broker) {
        return IntStream.range(0, CALL_CHANNELS)
                .mapToObj(channel -> keep(broker.coordinator("orbit-api-calls-" + channel, CALL_TIMEOUT_MS)))
                .toList();
    }

    private ApiServer answering(CoordinatorCalls calls, MetricsPage metrics) throws java.io.IOException {
        ApiSettings settled = settings.api();
        Trust.warning(settings.kafka(), settled.access()).ifPresent(LOG::warn);
        ApiServer answering = new ApiServer(
                new InetSocketAddress(settled.host(), settled.port()), settled.tls(), settled.access(), calls, metrics);
        api = answering;
        answering.start();
        return answering;
    }

    private CompletableFuture<String> handle(String command) {
        Coordinator known = coordinator;
        return known == null
                ? CompletableFuture.failedFuture(
                        new CommandHandler.NotCoordinatorException("this agent is still starting"))
                : known.handle(command);
    }

    private static final class Reports implements ReportSource {
        private final Links links;
        private final Gate gate;
        private final ForwardLedgers ledgers;
        private final StrayCopies strays;
        private final EmbeddedBroker broker;
        private volatile @Nullable Mirrors mirrors;

        private Reports(Links links, Gate gate, ForwardLedgers ledgers, StrayCopies strays, EmbeddedBroker broker) {
            this.links = links;
            this.gate = gate;
            this.ledgers = ledgers;
            this.strays = strays;
            this.broker = broker;
        }

        @Override
        public Map<String, LinkReport> links() {
            return links.reports();
        }

        @Override
        public List<GateClosed> closedGates() {
            return gate.closedGates();
        }

        @Override
        public List<PartitionReport> partitions() {
            Mirrors known = mirrors;
            return known == null ? List.of() : known.reports().all();
        }

        @Override
        public List<PartitionReport> urgentPartitions(Collection<MirrorTopic> topics) {
            Mirrors known = mirrors;
            return known == null ? List.of() : known.reports().urgent(topics);
        }

        @Override
        public List<WritesReport> writes() {
            return ledgers.reports();
        }

        @Override
        public List<StraysReport> strays() {
            return strays.reports();
        }

        @Override
        public List<DenialReport> denials() {
            return broker.denials().stream()
                    .map(denial -> new DenialReport(
                            denial.principal(),
                            denial.operation(),
                            denial.resourceType(),
                            denial.resource(),
                            denial.requests(),
                            denial.sinceMs(),
                            denial.lastMs()))
                    .toList();
        }
    }

    private <T extends AutoCloseable> T keep(T part) {
        running.push(part);
        return part;
    }

    @Override
    public void close() {
        ApiServer answering = api;
        if (answering != null) {
            answering.close();
        }
        while (!running.isEmpty()) {
            AutoCloseable part = running.pop();
            try {
                part.close();
            } catch (Exception e) {
                LOG.warn("{} did not stop cleanly: {}", part.getClass().getSimpleName(), e.toString());
            }
        }
    }
}
