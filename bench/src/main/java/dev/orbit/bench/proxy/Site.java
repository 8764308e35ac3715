// SPDX-License-Identifier: Apache-2.0
package dev.orbit.bench.proxy;

import dev.orbit.agent.lab.AgentApi;
import dev.orbit.agent.lab.AgentProcess;
import dev.orbit.agent.lab.Documents;
import dev.orbit.agent.lab.FreePorts;
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
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/** A source, an agent, and a topic for each lane. */
final class Site implements AutoCloseable {

    /** What a run writes would fill the memory first, and the disk then: what is old goes soon. */
    private static final Map<String, String> SHORT_LIVED = Map.of(
            "segment.bytes", Integer.toString(32 << 20),
            "retention.bytes", Integer.toString(128 << 20),
            "file.delete.delay.ms", "1000");

    private static final String LOOKS_EVERY = "log.retention.check.interval.ms";
    private static final String LOOKS_EVERY_MS = "1000";

    private static final long WITHIN_S = 120;
    private static final long LOOK_AGAIN_MS = 20;

    private final Teardown teardown = Teardown.atExitAtTheLatest();
    private final StockBrokerProcess source;
    private final AgentProcess agent;
    private final String sourceAddress;
    private final Admin sourceAdmin;
    private final Admin agentAdmin;
    private final int partitionCount;

    private Site(StockBrokerProcess source, AgentProcess agent, String sourceAddress, int partitionCount) {
        this.source = source;
        this.agent = agent;
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
        StockBrokerOptions options = StockBrokerOptions.in(directory.resolve("source"))
                .withJvmFlags(BrokerJvm.flags())
                .withListener("FAR", nearPort, farPort)
                .with(LOOKS_EVERY, LOOKS_EVERY_MS);
        StockBrokerProcess source = StockBrokerProcess.start(options);
        AgentProcess agent = AgentProcess.configured(
                directory.resolve("agent"), Map.of(LOOKS_EVERY, LOOKS_EVERY_MS), Map.of(), BrokerJvm.flags());
        String address = delayMs == 0 ? source.bootstrapServers() : options.host() + ":" + farPort;
        Site site = new Site(source, agent, address, partitionCount);
        site.teardown.add(source);
        site.teardown.add(agent);
        if (delayMs > 0) {
            site.teardown.add(TcpProxy.start(farPort, nearPort)).delay(delayMs);
        }
        site.declare();
        return site;
    }

    private void declare() throws Exception {
        for (Lane lane : Lane.values()) {
            sourceAdmin
                    .createTopics(List.of(new NewTopic(lane.topic(), partitionCount, (short) 1).configs(SHORT_LIVED)))
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

    String bootstrapServers(Lane lane) {
        return lane == Lane.DIRECT ? sourceAddress : agent.bootstrapServers();
    }

    /** So far. */
    CpuTime cpuTime(Lane lane) {
        return new CpuTime(
                ProcessHandle.current().info().totalCpuDuration().orElseThrow(),
                lane == Lane.COMPLETE ? Duration.ZERO : source.cpuTime(),
                lane == Lane.DIRECT ? Duration.ZERO : agent.cpuTime());
    }

    /** Waits until the agent's copy of the proxied topic is whole. */
    void awaitCopied() throws Exception {
        long end = ends(sourceAdmin);
        long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(WITHIN_S);
        while (ends(agentAdmin) < end) {
            if (System.nanoTime() > deadlineNanos) {
                throw new IllegalStateException("The copy is not whole after " + WITHIN_S + " s.");
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MS);
        }
    }

    private long ends(Admin admin) throws Exception {
        Map<TopicPartition, OffsetSpec> latest = IntStream.range(0, partitionCount)
                .boxed()
                .collect(Collectors.toMap(
                        partition -> new TopicPartition(Lane.PROXY.topic(), partition),
                        partition -> OffsetSpec.latest()));
        return admin.listOffsets(latest).all().get(WITHIN_S, TimeUnit.SECONDS).values().stream()
                .mapToLong(result -> result.offset())
                .sum();
    }

    @Override
    public void close() {
        teardown.close();
    }
}
