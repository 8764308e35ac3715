// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.provider.figures;

import dev.orbit.schemas.Diagnostic;
import dev.orbit.tfplugin.cty.Fields;
import dev.orbit.tfplugin.cty.Value;
import dev.orbit.tfplugin.provider.agents.Agents;
import dev.orbit.tfplugin.resource.DataSource;
import dev.orbit.tfplugin.schema.Attribute;
import dev.orbit.tfplugin.schema.Schema;
import java.util.List;
import java.util.Map;

/** What needs somebody's attention now. */
final class DiagnosticsData {

    private static final Schema SCHEMA = Schema.dataSource(
            "What needs somebody's attention now: records that are written past Orbit.",
            List.of(
                    AgentsData.linkFilter(),
                    AgentsData.topicsFilter(),
                    AgentsData.rows(
                            "diagnostics",
                            "The diagnostics, by name and topic; none when nothing needs attention.",
                            List.of(
                                    Attribute.string("name")
                                            .describedAs("`unproxied_source_writes`: records are written to the source"
                                                    + " of a proxied topic past the proxy. `post_migration_source_writes`:"
                                                    + " records are written to the source of a topic that has moved."),
                                    Attribute.string("topic").describedAs("Name of the topic at the destination."),
                                    Attribute.string("link").describedAs("Name of the link."),
                                    Attribute.string("since").describedAs("When it was noticed, in RFC 3339 and UTC."),
                                    Attribute.string("last")
                                            .describedAs("When the last of it was noticed, to some seconds."),
                                    Attribute.number("records")
                                            .describedAs("How many records it is about, at least, since then."),
                                    Attribute.number("records_per_second")
                                            .describedAs("In the last minute; null while that is not known."),
                                    Attribute.number("share")
                                            .describedAs("Of all records written to the source in the last minute, 0 to"
                                                    + " 1; null while that is not known."),
                                    Attribute.string("strays_topic")
                                            .describedAs("Topic at the destination that the records are copied into;"
                                                    + " null when none is."),
                                    Attribute.number("recognised")
                                            .describedAs("Records that are in the topic itself, as their produce was"
                                                    + " retried after the cutover; null when there can be none."),
                                    Attribute.string("message")
                                            .describedAs("What it means, and what to do about it.")))));

    private DiagnosticsData() {}

    static DataSource of(Agents agents) {
        return new AgentsData("orbit_diagnostics", SCHEMA, config -> {
            List<Diagnostic> found = agents.diagnostics().stream()
                    .filter(diagnostic -> Cells.admits(config, "link", diagnostic.link()))
                    .filter(diagnostic -> Cells.admitsAny(config, "topic_names", diagnostic.topic()))
                    .toList();
            return Map.of("diagnostics", Cells.list(found, DiagnosticsData::row));
        });
    }

    private static Fields row(Diagnostic diagnostic) {
        return new Fields(Map.ofEntries(
                Map.entry("name", Value.of(diagnostic.name())),
                Map.entry("topic", Value.of(diagnostic.topic())),
                Map.entry("link", Value.of(diagnostic.link())),
                Map.entry("since", Value.of(diagnostic.since())),
                Map.entry("last", Value.of(diagnostic.last())),
                Map.entry("records", Value.of(diagnostic.records())),
                Map.entry("records_per_second", Cells.of(diagnostic.recordsPerSecond())),
                Map.entry("share", Cells.of(diagnostic.share())),
                Map.entry("strays_topic", Cells.of(diagnostic.straysTopic())),
                Map.entry("recognised", Cells.of(diagnostic.recognised())),
                Map.entry("message", Value.of(diagnostic.message()))));
    }
}
