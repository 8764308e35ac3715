// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.provider.figures;

import dev.orbit.schemas.Snapshot;
import dev.orbit.tfplugin.cty.Type;
import dev.orbit.tfplugin.cty.Value;
import dev.orbit.tfplugin.provider.agents.Agents;
import dev.orbit.tfplugin.resource.DataSource;
import dev.orbit.tfplugin.schema.Attribute;
import dev.orbit.tfplugin.schema.Schema;
import java.util.List;
import java.util.Map;

/** The destination cluster. */
final class ClusterData {

    private static final Schema SCHEMA = Schema.dataSource(
            "The destination cluster, and the agents that are its brokers.",
            List.of(
                    Attribute.string("cluster_id").computed().describedAs("Kafka's id of the cluster."),
                    Attribute.number("coordinator")
                            .computed()
                            .describedAs("Broker id of the agent that decides for all at the moment."),
                    Attribute.plain("agents", new Type.ListOf(Type.Primitive.NUMBER))
                            .computed()
                            .describedAs("Broker ids of the agents that are alive.")));

    private ClusterData() {}

    static DataSource of(Agents agents) {
        return new AgentsData("orbit_cluster", SCHEMA, config -> {
            Snapshot.Cluster cluster = agents.snapshot().cluster();
            return Map.of(
                    "cluster_id",
                    Value.of(cluster.clusterId()),
                    "coordinator",
                    Value.of(cluster.coordinator()),
                    "agents",
                    new Value.Items(cluster.agents().stream()
                            .map(agent -> Value.of(agent.id()))
                            .toList()));
        });
    }
}
