// SPDX-License-Identifier: Apache-2.0
package dev.orbit.bench.proxy;

import dev.orbit.agent.lab.AgentApi;
import dev.orbit.agent.lab.AgentProcess;
import dev.orbit.agent.lab.Documents;
import dev.orbit.agent.lab.FreePorts;
import dev.orbit.agent.lab.JavaProcess;
import dev.orbit.agent.lab.StockBrokerOptions;
import dev.orbit.agent.lab.StockBrokerProcess;
import dev.orbit.agent.lab.TcpProxy;
import dev.orbit.agent.lab.Teardown;
import dev.orbit.bench.BrokerJvm;
import dev.orbit.schemas.AutoMigration;
import dev.orbit.schemas.InitiateRequest;
import dev.orbit.schemas.MigrationState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** A source, an agent, and a topic for each lane. */
final class Site implements AutoCloseable {

    /** What a run writes would fill the memory first, and the disk then: what is old goes soon. */
    private static final Map<String, String> SHORT_LIVED = Map.of(
            "segment.bytes", Integer.toString(32 << 20),
            "retention.bytes", Integer.toString(128 << 20),
            "file.delete.delay.ms", "1000");

    private static final int SOURCE = 1;
    private static final int FOLLOWER = 2;

    private static final String LOOKS_EVERY = "log.retention.check.interval.ms";
    private static final String LOOKS_EVERY_MS = "1000";

    private static final long WITHIN_S = 120;
    private static final long LOOK_AGAIN_MS = 20;

    private final Teardown teardown = Teardown.atExitAtTheLatest();
    private final StockBrokerProcess source;
    private final AgentProcess agent;
    private final @Nullable Floor floor;
    private final String sourceAddress;
    private final Admin sourceAdmin;
    private final Admin agentAdmin;
    private final int partitionCount;
    /** How many records the lane of that name has carried. */
    private long floorEnd;

    /**
     * What the lane of that name leads through.
     *
     * @param address the relay's
     * @param follower of the source's cluster
     */
    private record Floor(String address, JavaProcess relay, StockBrokerProcess follower) implements AutoCloseable {

        Duration cpuTime() {
            return relay.cpuTime().plus(follower.cpuTime());
        }

        @Override
        public void close() {
            follower.close();
            relay.close();
        }
    }

    private Site(
            StockBrokerProcess source,
            AgentProcess agent,
            @Nullable Floor floor,
            String sourceAddress,
            int partitionCount) {
        this.source = source;
        this.agent = agent;
        this.floor = floor;
        this.sourceAddress = sourceAddress;
        this.partitionCount = partitionCount;
        this.sourceAdmin = teardown.add(Admin.create(Map.of("bootstrap.servers", source.bootstrapServers())));
        this.agentAdmin = teardown.add(Admin.create(Map.of("bootstrap.servers", agent.bootstrapServers())));
    }

    /**
     * Starts it, with the topics in their states.
     *
     * @param delayMs what goes to the source is late by this
     */
    static Site start(Path directory, int partitionCount, int delayMs) throws Exception {
        int nearPort = FreePorts.next();
        int farPort = FreePorts.next();
        StockBrokerOptions alone = StockBrokerOptions.in(directory.resolve("source"))
                .withJvmFlags(BrokerJvm.flags())
                .with(LOOKS_EVERY, LOOKS_EVERY_MS);
        StockBrokerOptions options = alone.withListener("FAR", nearPort, farPort);
        StockBrokerProcess source = StockBrokerProcess.start(options);
        AgentProcess agent = AgentProcess.configured(
                directory.resolve("agent"), Map.of(LOOKS_EVERY, LOOKS_EVERY_MS), Map.of(), BrokerJvm.flags());
        String far = options.host() + ":" + farPort;
        Floor floor = delayMs == 0
                ? new Floor(
                        far,
                        Relay.start(directory, farPort, nearPort),
                        StockBrokerProcess.start(alone.sibling(FOLLOWER)))
                : null;
        Site site = new Site(source, agent, floor, delayMs == 0 ? source.bootstrapServers() : far, partitionCount);
        site.teardown.add(source);
        site.teardown.add(agent);
        if (floor != null) {
            site.teardown.add(floor);
        }
        if (delayMs > 0) {
            site.teardown.add(TcpProxy.start(farPort, nearPort)).delay(delayMs);
        }
        site.declare();
        return site;
    }

    private void declare() throws Exception {
        for (Lane lane : lanes()) {
            List<Integer> brokers = lane == Lane.FLOOR ? List.of(SOURCE, FOLLOWER) : List.of(SOURCE);
            Map<Integer, List<Integer>> replicas = IntStream.range(0, partitionCount)
                    .boxed()
                    .collect(Collectors.toMap(partition -> partition, partition -> brokers));
            sourceAdmin
                    .createTopics(List.of(new NewTopic(lane.topic(), replicas).configs(SHORT_LIVED)))
                    .all()
                    .get(WITHIN_S, TimeUnit.SECONDS);
        }
        AgentApi api = new AgentApi(agent.endpoint());
        api.change(List.of(
                Documents.putLink(sourceAddress),
                Documents.putMapping(Lane.PROXY.topic(), new AutoMigration(true)),
                Documents.putMapping(Lane.COMPLETE.topic(), new AutoMigration(true))));
        awaitState(api, Lane.PROXY.topic(), MigrationState.PROXY);
        awaitState(api, Lane.COMPLETE.topic(), MigrationState.PROXY);
        api.initiate(new InitiateRequest(null, List.of(Lane.COMPLETE.topic()), null, false, null, null, null));
        awaitState(api, Lane.COMPLETE.topic(), MigrationState.COMPLETE);
    }

    private static void awaitState(AgentApi api, String topic, MigrationState state) throws InterruptedException {
        long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(WITHIN_S);
        while (api.snapshot().topics().stream()
                .noneMatch(one -> one.topic().equals(topic)
                        && one.state() == state
                        && (state == MigrationState.COMPLETE || one.offsetLag() != null))) {
            if (System.nanoTime() > deadlineNanos) {
                throw new IllegalStateException("Topic " + topic + " is not " + state + ": " + api.snapshot());
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MS);
        }
    }

    /** Those that it has. */
    List<Lane> lanes() {
        return Arrays.stream(Lane.values())
                .filter(lane -> lane != Lane.FLOOR || floor != null)
                .toList();
    }

    String bootstrapServers(Lane lane) {
        return switch (lane) {
            case DIRECT -> sourceAddress;
            case FLOOR -> Objects.requireNonNull(floor).address();
            case PROXY, COMPLETE -> agent.bootstrapServers();
        };
    }

    /** So far. */
    CpuTime cpuTime(Lane lane) {
        return new CpuTime(
                ProcessHandle.current().info().totalCpuDuration().orElseThrow(),
                lane == Lane.COMPLETE ? Duration.ZERO : source.cpuTime(),
                switch (lane) {
                    case DIRECT -> Duration.ZERO;
                    case FLOOR -> Objects.requireNonNull(floor).cpuTime();
                    case PROXY, COMPLETE -> agent.cpuTime();
                });
    }

    /**
     * Waits until the agent's copy of the proxied topic is whole, or the follower's of what was written on its lane.
     *
     * @param acknowledged records that the lane's latest load has written
     */
    void awaitCopied(Lane lane, long acknowledged) throws Exception {
        if (lane == Lane.FLOOR) {
            floorEnd += acknowledged;
            // the source's end is its high watermark: the follower has all below it
            awaitEnd(sourceAdmin, lane.topic(), floorEnd);
        } else {
            awaitEnd(agentAdmin, Lane.PROXY.topic(), ends(sourceAdmin, Lane.PROXY.topic()));
        }
    }

    private void awaitEnd(Admin copy, String topic, long end) throws Exception {
        long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(WITHIN_S);
        while (ends(copy, topic) < end) {
            if (System.nanoTime() > deadlineNanos) {
                throw new IllegalStateException("The copy is not whole after " + WITHIN_S + " s.");
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MS);
        }
    }

    private long ends(Admin admin, String topic) throws Exception {
        Map<TopicPartition, OffsetSpec> latest = IntStream.range(0, partitionCount)
                .boxed()
                .collect(Collectors.toMap(
                        partition -> new TopicPartition(topic, partition), partition -> OffsetSpec.latest()));
        return admin.listOffsets(latest).all().get(WITHIN_S, TimeUnit.SECONDS).values().stream()
                .mapToLong(result -> result.offset())
                .sum();
    }

    @Override
    public void close() {
        teardown.close();
    }
}
