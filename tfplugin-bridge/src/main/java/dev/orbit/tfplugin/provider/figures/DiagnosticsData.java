// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.provider.figures;

import dev.orbit.schemas.Diagnostic;
import dev.orbit.tfplugin.cty.Fields;
import dev.orbit.tfplugin.cty.Value;
import dev.orbit.tfplugin.provider.agents.Agents;
import dev.orbit.tfplugin.resource.DataSource;
import dev.orbit.tfplugin.schema.Attribute;
import dev.orbit.tfplugin.schema.Schema;
import dev.orbit.tfplugin.schema.Shape.Nesting;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What needs somebody's attention now. */
final class DiagnosticsData {

    private static final List<Attribute> DENIED = Stream.of(
                    Attribute.string("principal").describedAs("As ACLs name it, such as `User:app`."),
                    Attribute.string("operation").describedAs("Such as `WRITE`."),
                    Attribute.string("resource_type").describedAs("Such as `TOPIC`."),
                    Attribute.string("resource")
                            .describedAs("Name of the resource; `*` where one of the type would have been enough."),
                    Attribute.number("requests")
                            .describedAs("How often it was asked for since, at the agents that run now."))
            .map(Attribute::computed)
            .toList();

    private static final Schema SCHEMA = Schema.dataSource(
            "What needs somebody's attention now: records that are written past Orbit, and what ACLs in shadow would"
                    + " refuse.",
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
                                                    + " records are written to the source of a topic that has moved."
                                                    + " `post_migration_source_unwatched`: it cannot be seen whether"
                                                    + " they are."
                                                    + " `acl_shadow_denied`: somebody asked for what the destination's"
                                                    + " ACLs do not allow."),
                                    Attribute.string("topic")
                                            .describedAs("Name of the topic at the destination; null when it is not"
                                                    + " about one."),
                                    Attribute.string("link")
                                            .describedAs("Name of the link; null when it is not about a mirror topic."),
                                    Attribute.string("since").describedAs("When it was noticed, in RFC 3339 and UTC."),
                                    Attribute.string("last")
                                            .describedAs("When the last of it was noticed, to some seconds."),
                                    Attribute.number("records")
                                            .describedAs("How many records it is about, at least, since then; null when"
                                                    + " it is not about records."),
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
                                    Attribute.nested("denied", Nesting.SINGLE, DENIED)
                                            .describedAs("What the ACLs do not allow; null when it is not about ACLs."),
                                    Attribute.string("message")
                                            .describedAs("What it means, and what to do about it.")))));

    private DiagnosticsData() {}

    static DataSource of(Agents agents) {
        return new AgentsData("orbit_diagnostics", SCHEMA, config -> {
            List<Diagnostic> found = agents.diagnostics().stream()
                    .filter(diagnostic -> Cells.admits(config, "link", diagnostic.link()))
                    .filter(diagnostic -> config.isNull("topic_names")
                            || diagnostic.topics().stream()
                                    .anyMatch(topic -> Cells.admitsAny(config, "topic_names", topic)))
                    .toList();
            return Map.of("diagnostics", Cells.list(found, DiagnosticsData::row));
        });
    }

    private static Value denied(Diagnostic.@Nullable Denied denied) {
        return denied == null
                ? Value.Null.NULL
                : new Fields(Map.of(
                        "principal", Value.of(denied.principal()),
                        "operation", Value.of(denied.operation()),
                        "resource_type", Value.of(denied.resourceType()),
                        "resource", Value.of(denied.resource()),
                        "requests", Value.of(denied.requests())));
    }

    private static Fields row(Diagnostic diagnostic) {
        return new Fields(Map.ofEntries(
                Map.entry("name", Value.of(diagnostic.name())),
                Map.entry("topic", Cells.of(diagnostic.topic())),
                Map.entry("link", Cells.of(diagnostic.link())),
                Map.entry("since", Value.of(diagnostic.since())),
                Map.entry("last", Value.of(diagnostic.last())),
                Map.entry("records", Cells.of(diagnostic.records())),
                Map.entry("records_per_second", Cells.of(diagnostic.recordsPerSecond())),
                Map.entry("share", Cells.of(diagnostic.share())),
                Map.entry("strays_topic", Cells.of(diagnostic.straysTopic())),
                Map.entry("recognised", Cells.of(diagnostic.recognised())),
                Map.entry("denied", denied(diagnostic.denied())),
                Map.entry("message", Value.of(diagnostic.message()))));
    }
}
