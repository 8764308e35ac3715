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

/** Mirror topics, with their lag. */
final class TopicsData {

    private static final Schema SCHEMA = Schema.dataSource(
            "Mirror topics: where each comes from, its state, and how far it is behind.",
            List.of(
                    AgentsData.linkFilter(),
                    AgentsData.topicsFilter(),
                    AgentsData.rows(
                            "topics",
                            "The topics, by destination name.",
                            List.of(
                                    Attribute.string("topic").describedAs("Name at the destination."),
                                    Attribute.string("link").describedAs("Name of the link."),
                                    Attribute.string("source_topic").describedAs("Name at the source."),
                                    Attribute.string("mapping")
                                            .describedAs(
                                                    "`source_topic` or `source_regex` of the mapping that holds it;"
                                                            + " null once released."),
                                    Attribute.string("state")
                                            .describedAs("`REJECT`, `PROXY`, `MIGRATING` or `COMPLETE`."),
                                    Attribute.string("mirror").describedAs("How the mirror fares, in one word."),
                                    Attribute.number("partition_count").describedAs("Number of partitions."),
                                    Attribute.number("offset_lag")
                                            .describedAs("Records that the source has and the destination has not, over"
                                                    + " all partitions; null while unknown."),
                                    Attribute.number("time_lag_seconds")
                                            .describedAs("Age of the oldest of them; null while unknown."),
                                    Attribute.string("error")
                                            .describedAs("What is wrong, with the remedy; null when nothing is.")))));

    private TopicsData() {}

    static DataSource of(Agents agents) {
        return new AgentsData(
                "orbit_topics",
                SCHEMA,
                config -> Map.of("topics", Cells.list(chosen(config, agents), TopicsData::row)));
    }

    /** Those that the filters admit. */
    static List<Snapshot.Topic> chosen(Fields config, Agents agents) {
        return agents.snapshot().topics().stream()
                .filter(topic -> Cells.admits(config, "link", topic.link()))
                .filter(topic -> Cells.admitsAny(config, "topic_names", topic.topic()))
                .toList();
    }

    private static Fields row(Snapshot.Topic topic) {
        return new Fields(Map.of(
                "topic", Value.of(topic.topic()),
                "link", Value.of(topic.link()),
                "source_topic", Value.of(topic.sourceTopic()),
                "mapping", Cells.of(topic.mapping()),
                "state", Value.of(topic.state().name()),
                "mirror", Value.of(topic.mirror().name()),
                "partition_count", Value.of(topic.partitions().size()),
                "offset_lag", Cells.of(topic.offsetLag()),
                "time_lag_seconds", Cells.of(topic.timeLagSeconds()),
                "error", Cells.of(topic.error())));
    }
}
