// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.provider.figures;

import dev.orbit.schemas.Snapshot;
import dev.orbit.tfplugin.cty.Fields;
import dev.orbit.tfplugin.cty.Value;
import dev.orbit.tfplugin.provider.agents.Agents;
import dev.orbit.tfplugin.resource.DataSource;
import dev.orbit.tfplugin.schema.Attribute;
import dev.orbit.tfplugin.schema.Schema;
import java.util.List;
import java.util.Map;

/** Links, and how each fares. */
final class LinksData {

    private static final Schema SCHEMA = Schema.dataSource(
            "The links to source clusters, and how each fares, Terraform's and others'.",
            List.of(
                    AgentsData.linkFilter(),
                    AgentsData.rows(
                            "links",
                            "The links, by name.",
                            List.of(
                                    Attribute.string("name").describedAs("Name of the link."),
                                    Attribute.string("state")
                                            .describedAs("`PENDING`, `ACTIVE`, `PAUSED`, `UNREACHABLE` or `FAILED`."),
                                    Attribute.string("source_cluster_id")
                                            .describedAs("Id of the cluster that answered first; null before."),
                                    Attribute.string("error")
                                            .describedAs("What is wrong, with the remedy; null when nothing is.")))));

    private LinksData() {}

    static DataSource of(Agents agents) {
        return new AgentsData("orbit_links", SCHEMA, config -> {
            List<Snapshot.Link> links = agents.snapshot().links().stream()
                    .filter(link -> Cells.admits(config, "link", link.spec().name()))
                    .toList();
            return Map.of("links", Cells.list(links, LinksData::row));
        });
    }

    private static Fields row(Snapshot.Link link) {
        return new Fields(Map.of(
                "name", Value.of(link.spec().name()),
                "state", Value.of(link.state().name()),
                "source_cluster_id", Cells.of(link.sourceClusterId()),
                "error", Cells.of(link.error())));
    }
}
