// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.soak.stage;

import dev.orbit.agent.lab.AgentApi;
import dev.orbit.agent.lab.AgentProcess;
import dev.orbit.agent.lab.FreePorts;
import dev.orbit.agent.lab.StockBrokerOptions;
import dev.orbit.agent.lab.StockClusterProcess;
import dev.orbit.agent.lab.TcpProxy;
import dev.orbit.agent.lab.Teardown;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A stock source of two brokers, an agent, and a proxy before each broker, which the agent's connections go through. The
 * simulator's own go past them.
 *
 * @param proxies by node id, from 1
 * @param sourceBootstrapOfAgent where the agent finds the source: at the proxies
 */
public record Stage(
        StockClusterProcess source,
        List<TcpProxy> proxies,
        String sourceBootstrapOfAgent,
        AgentProcess agent,
        AgentApi api,
        Cluster sourceCluster,
        Cluster destinationCluster) {

    private static final String LISTENER = "AGENT";
    private static final int BROKERS = 2;

    /** Both sides look often, so that little time is enough for much to happen. */
    private static final Map<String, String> ATTENTIVE = Map.of(
            "log.retention.check.interval.ms", "500",
            "log.cleaner.backoff.ms", "300",
            // a broker that is killed still knows where its logs start
            "log.flush.start.offset.checkpoint.interval.ms", "500");

    /** Starts everything; the teardown ends it. */
    public static Stage set(Teardown teardown, Path directory) {
        List<TcpProxy> proxies = new ArrayList<>();
        List<StockBrokerOptions> brokers = new ArrayList<>();
        List<Integer> proxyPorts = new ArrayList<>();
        StockBrokerOptions first = source(directory);
        for (int node = 1; node <= BROKERS; node++) {
            int port = FreePorts.next();
            int proxyPort = FreePorts.next();
            proxies.add(teardown.add(TcpProxy.start(proxyPort, port)));
            proxyPorts.add(proxyPort);
            brokers.add((node == 1 ? first : first.sibling(node)).withListener(LISTENER, port, proxyPort));
        }
        StockClusterProcess source = teardown.add(StockClusterProcess.start(brokers));
        AgentProcess agent = teardown.add(AgentProcess.configured(directory.resolve("agent"), agentSettings()));
        return new Stage(
                source,
                List.copyOf(proxies),
                proxyPorts.stream().map(port -> first.host() + ":" + port).collect(Collectors.joining(",")),
                agent,
                new AgentApi(agent.endpoint()),
                teardown.add(new Cluster(source.bootstrapServers())),
                teardown.add(new Cluster(agent.bootstrapServers())));
    }

    private static StockBrokerOptions source(Path directory) {
        StockBrokerOptions options = StockBrokerOptions.in(directory.resolve("broker-1"))
                .with("offsets.topic.replication.factor", "2")
                .with("transaction.state.log.replication.factor", "2")
                .with("auto.create.topics.enable", "false")
                // an abandoned transaction is ended when its time is up
                .with("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000")
                // a follower that hangs leaves the in-sync replicas within a round
                .with("replica.lag.time.max.ms", "5000");
        for (Map.Entry<String, String> setting : ATTENTIVE.entrySet()) {
            options = options.with(setting.getKey(), setting.getValue());
        }
        return options;
    }

    private static Map<String, String> agentSettings() {
        Map<String, String> settings = new java.util.TreeMap<>(ATTENTIVE);
        settings.put("orbit.refresh.interval.ms", "1000");
        // shorter than an agent may be suspended
        settings.put("orbit.lease.ms", "8000");
        settings.put("auto.create.topics.enable", "false");
        return settings;
    }

    /** Before the broker of this node id. */
    public TcpProxy proxy(int node) {
        return proxies.get(node - 1);
    }
}
