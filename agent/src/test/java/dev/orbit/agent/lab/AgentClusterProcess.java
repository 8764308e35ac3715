// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.lab;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.Uuid;

/** Several agents of one cluster, a process each; the first is the controller too. */
public final class AgentClusterProcess implements AutoCloseable {

    private final List<AgentProcess> agents;

    private AgentClusterProcess(List<AgentProcess> agents) {
        this.agents = agents;
    }

    /**
     * Starts a new cluster whose topics have a replica on each agent, and returns once all of them are ready.
     *
     * @param directory gets a directory {@code agent-N} per agent
     * @param settings of Kafka and Orbit
     */
    public static AgentClusterProcess start(Path directory, int agentCount, Map<String, String> settings) {
        Map<String, String> shared = new HashMap<>(Map.of(
                "orbit.cluster.id", Uuid.randomUuid().toString(),
                "orbit.state.replication.factor", Integer.toString(agentCount),
                "default.replication.factor", Integer.toString(agentCount),
                "min.insync.replicas", Integer.toString(Math.max(1, agentCount - 1))));
        shared.putAll(settings);
        int controllerPort = FreePorts.next();
        // none is ready before there are enough of them for the state's replicas
        List<CompletableFuture<AgentProcess>> starting = IntStream.rangeClosed(1, agentCount)
                .mapToObj(id -> CompletableFuture.supplyAsync(
                        () -> AgentProcess.member(directory.resolve("agent-" + id), id, controllerPort, shared),
                        task -> new Thread(task, "start-agent-" + id).start()))
                .toList();
        List<AgentProcess> started = new ArrayList<>();
        try {
            starting.forEach(agent -> started.add(agent.join()));
            return new AgentClusterProcess(started);
        } catch (RuntimeException e) {
            starting.forEach(agent -> {
                var unused = agent.thenAccept(AgentProcess::close);
            });
            throw e;
        }
    }

    /** All agents' addresses, comma-separated. */
    public String bootstrapServers() {
        return agents.stream().map(AgentProcess::bootstrapServers).collect(Collectors.joining(","));
    }

    /** By node id, from 1. */
    public AgentProcess agent(int nodeId) {
        return agents.get(nodeId - 1);
    }

    /** Stops the controller last, so that the others can leave in order. */
    @Override
    public void close() {
        List<AgentProcess> controllerLast = new ArrayList<>(agents);
        Collections.reverse(controllerLast);
        controllerLast.forEach(AgentProcess::close);
    }
}
