// SPDX-License-Identifier: Apache-2.0
package dev.orbit.bench.replication;

import dev.orbit.agent.lab.AgentApi;
import dev.orbit.agent.lab.AgentProcess;
import dev.orbit.agent.lab.Documents;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** An Orbit agent with a link to the source. */
final class OrbitReplicator implements Replicator {

    private final AgentProcess agent;
    private final AgentApi api;
    private final Cluster cluster;
    private final int broker;

    OrbitReplicator(String sourceBootstrapServers, Path directory, String... jvmFlags) {
        this.agent = AgentProcess.start(directory, jvmFlags);
        this.api = new AgentApi(agent.endpoint());
        this.cluster = new Cluster(agent.bootstrapServers());
        this.broker = cluster.onlyBroker();
        api.change(List.of(Documents.putLink(sourceBootstrapServers)));
    }

    @Override
    public String name() {
        return "Orbit";
    }

    @Override
    public void begin(Dataset dataset) {
        api.change(List.of(Documents.putMapping(dataset.topic())));
    }

    @Override
    public long copiedBytes(Dataset dataset) {
        return cluster.logBytes(dataset.topic(), broker);
    }

    @Override
    public Duration cpuTime() {
        return agent.cpuTime();
    }

    @Override
    public void close() {
        cluster.close();
        agent.close();
    }
}
