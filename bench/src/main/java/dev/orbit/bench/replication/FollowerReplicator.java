// SPDX-License-Identifier: Apache-2.0
package dev.orbit.bench.replication;

import dev.orbit.agent.lab.StockBrokerOptions;
import dev.orbit.agent.lab.StockBrokerProcess;
import java.time.Duration;
import java.util.List;

/** A stock broker that joins the source's cluster and catches up with its leader: the nearest thing to no overhead. */
final class FollowerReplicator implements Replicator {

    private static final int SOURCE_NODE_ID = 1;
    private static final int NODE_ID = 2;

    private final Cluster source;
    private final StockBrokerProcess follower;

    FollowerReplicator(StockBrokerOptions sourceOptions, Cluster source) {
        this.source = source;
        this.follower = StockBrokerProcess.start(sourceOptions
                .sibling(NODE_ID)
                .with("replica.fetch.max.bytes", Integer.toString(8 << 20))
                .with("replica.fetch.response.max.bytes", Integer.toString(64 << 20))
                .with("num.replica.fetchers", "2"));
    }

    @Override
    public String name() {
        return "stock follower";
    }

    @Override
    public void begin(Dataset dataset) {
        source.assign(dataset.topic(), dataset.partitionCount(), List.of(SOURCE_NODE_ID, NODE_ID));
    }

    @Override
    public long copiedBytes(Dataset dataset) {
        return source.logBytes(dataset.topic(), NODE_ID);
    }

    @Override
    public Duration cpuTime() {
        return follower.cpuTime();
    }

    @Override
    public void close() {
        follower.close();
    }
}
