// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.lab;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Several stock brokers of one cluster, a process each; the first is the controller too. */
public final class StockClusterProcess implements AutoCloseable {

    private final List<StockBrokerProcess> brokers;

    private StockClusterProcess(List<StockBrokerProcess> brokers) {
        this.brokers = brokers;
    }

    /**
     * Starts a new cluster and returns once all its brokers serve clients.
     *
     * @param directory gets a directory {@code broker-N} per broker
     * @param brokerCount at least 1
     * @param configure what to change on the options that all brokers share
     */
    public static StockClusterProcess start(
            Path directory, int brokerCount, UnaryOperator<StockBrokerOptions> configure) {
        StockBrokerOptions first = configure.apply(StockBrokerOptions.in(directory.resolve("broker-1")));
        List<StockBrokerOptions> brokers = new ArrayList<>(List.of(first));
        for (int id = 2; id <= brokerCount; id++) {
            brokers.add(first.sibling(id));
        }
        return start(brokers);
    }

    /** Starts these brokers of a new cluster, of which the first is node 1, and returns once all serve clients. */
    public static StockClusterProcess start(List<StockBrokerOptions> options) {
        StockClusterProcess cluster = new StockClusterProcess(new ArrayList<>());
        try {
            options.forEach(broker -> cluster.brokers.add(StockBrokerProcess.start(broker)));
            return cluster;
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    /** All brokers' addresses, comma-separated. */
    public String bootstrapServers() {
        return brokers.stream().map(StockBrokerProcess::bootstrapServers).collect(Collectors.joining(","));
    }

    /** By node id, from 1. */
    public StockBrokerProcess broker(int nodeId) {
        return brokers.get(nodeId - 1);
    }

    /** Stops the controller last, so that the others can leave in order. */
    @Override
    public void close() {
        List<StockBrokerProcess> controllerLast = new ArrayList<>(brokers);
        Collections.reverse(controllerLast);
        controllerLast.forEach(StockBrokerProcess::close);
    }
}
