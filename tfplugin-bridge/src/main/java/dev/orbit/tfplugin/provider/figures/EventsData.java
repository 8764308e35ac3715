// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.provider.figures;

import dev.orbit.schemas.TopicEvent;
import dev.orbit.tfplugin.cty.Fields;
import dev.orbit.tfplugin.cty.Value;
import dev.orbit.tfplugin.provider.agents.Agents;
import dev.orbit.tfplugin.resource.DataSource;
import dev.orbit.tfplugin.schema.Attribute;
import dev.orbit.tfplugin.schema.Schema;
import java.util.List;
import java.util.Map;

/** What happened to mirror topics. */
final class EventsData {

    private static final Schema SCHEMA = Schema.dataSource(
            "The last events of each mirror topic: every step of a migration, and every trouble.",
            List.of(
                    AgentsData.linkFilter(),
                    AgentsData.topicsFilter(),
                    AgentsData.rows(
                            "events",
                            "The events, by time.",
                            List.of(
                                    Attribute.string("time").describedAs("When it was decided, in RFC 3339 and UTC."),
                                    Attribute.string("topic").describedAs("Name of the topic at the destination."),
                                    Attribute.string("link").describedAs("Name of the link."),
                                    Attribute.number("number").describedAs("Counts the topic's events, from 1."),
                                    Attribute.string("event").describedAs("What happened, in a word."),
                                    Attribute.number("attempt")
                                            .describedAs("The migration attempt it belongs to; null when to none."),
                                    Attribute.string("detail")
                                            .describedAs(
                                                    "The cause and the figures; null where the word says all.")))));

    private EventsData() {}

    static DataSource of(Agents agents) {
        return new AgentsData("orbit_events", SCHEMA, config -> {
            List<TopicEvent> events = agents.events().stream()
                    .filter(event -> Cells.admits(config, "link", event.link()))
                    .filter(event -> Cells.admitsAny(config, "topic_names", event.topic()))
                    .toList();
            return Map.of("events", Cells.list(events, EventsData::row));
        });
    }

    private static Fields row(TopicEvent event) {
        return new Fields(Map.of(
                "time", Value.of(event.time()),
                "topic", Value.of(event.topic()),
                "link", Value.of(event.link()),
                "number", Value.of(event.number()),
                "event", Value.of(event.event()),
                "attempt", Cells.of(event.attempt()),
                "detail", Cells.of(event.detail())));
    }
}
