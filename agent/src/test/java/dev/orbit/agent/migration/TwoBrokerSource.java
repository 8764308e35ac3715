// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.migration;

import dev.orbit.agent.lab.FreePorts;
import dev.orbit.agent.lab.StockBrokerOptions;
import dev.orbit.agent.lab.StockClusterProcess;
import dev.orbit.agent.trial.Cluster;
import dev.orbit.agent.trial.RequestProxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Two stock brokers, which agents reach through proxies.
 *
 * @param bootstrapServersOfAgents where agents find it
 */
record TwoBrokerSource(
        StockClusterProcess brokers, RequestProxy requests, String bootstrapServersOfAgents, Cluster cluster)
        implements AutoCloseable {

    private static final int BROKERS = 2;

    static TwoBrokerSource start(Path directory) {
        return start(StockBrokerOptions.in(directory.resolve("broker-1")));
    }

    /** @param first the first broker's options, which the other one takes over */
    static TwoBrokerSource start(StockBrokerOptions first) {
        RequestProxy requests = RequestProxy.create();
        List<StockBrokerOptions> brokers = new ArrayList<>();
        List<Integer> proxyPorts = new ArrayList<>();
        for (int node = 1; node <= BROKERS; node++) {
            int port = FreePorts.next();
            int proxyPort = FreePorts.next();
            requests.listen(proxyPort, port);
            proxyPorts.add(proxyPort);
            brokers.add((node == 1 ? first : first.sibling(node)).withListener("AGENT", port, proxyPort));
        }
        StockClusterProcess source = StockClusterProcess.start(brokers);
        return new TwoBrokerSource(
                source,
                requests,
                proxyPorts.stream().map(port -> first.host() + ":" + port).collect(Collectors.joining(",")),
                new Cluster(source.bootstrapServers()));
    }

    @Override
    public void close() {
        cluster.close();
        requests.close();
        brokers.close();
    }
}
