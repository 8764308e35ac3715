// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.provider.figures;

import dev.orbit.schemas.MigrationState;
import dev.orbit.schemas.Snapshot;
import dev.orbit.tfplugin.cty.Fields;
import dev.orbit.tfplugin.cty.Type;
import dev.orbit.tfplugin.cty.Value;
import dev.orbit.tfplugin.provider.agents.Agents;
import dev.orbit.tfplugin.resource.DataSource;
import dev.orbit.tfplugin.schema.Attribute;
import dev.orbit.tfplugin.schema.Schema;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** How far the migration of each topic is. */
final class MigrationsData {

    private static final Schema SCHEMA = Schema.dataSource(
            "How far the migration is: topics by state, and the last attempt of each.",
            List.of(
                    AgentsData.linkFilter(),
                    AgentsData.topicsFilter(),
                    Attribute.plain("counts", new Type.MapOf(Type.Primitive.NUMBER))
                            .computed()
                            .describedAs("Number of topics by state, those that no topic is in included."),
                    AgentsData.rows(
                            "migrations",
                            "The topics of which an attempt was made, by destination name.",
                            List.of(
                                    Attribute.string("topic").describedAs("Name at the destination."),
                                    Attribute.string("link").describedAs("Name of the link."),
                                    Attribute.string("state")
                                            .describedAs("`REJECT`, `PROXY`, `MIGRATING` or `COMPLETE`."),
                                    Attribute.number("attempt").describedAs("Counts the topic's attempts, from 1."),
                                    Attribute.string("outcome")
                                            .describedAs("`running`, `complete`, `aborted`, `timed_out`, `rolled_back`,"
                                                    + " `let_go` or `failed_over`."),
                                    Attribute.string("reason")
                                            .describedAs("Why it ended as it did, or what it waits for, with figures;"
                                                    + " null when there is nothing to say.")))));

    private MigrationsData() {}

    static DataSource of(Agents agents) {
        return new AgentsData("orbit_migrations", SCHEMA, config -> {
            List<Snapshot.Topic> topics = TopicsData.chosen(config, agents);
            List<Snapshot.Topic> attempted =
                    topics.stream().filter(topic -> topic.lastAttempt() != null).toList();
            return Map.of("counts", counts(topics), "migrations", Cells.list(attempted, MigrationsData::row));
        });
    }

    private static Fields counts(List<Snapshot.Topic> topics) {
        Map<String, Value> counts = new TreeMap<>();
        for (MigrationState state : MigrationState.values()) {
            counts.put(
                    state.name(),
                    Value.of(topics.stream()
                            .filter(topic -> topic.state() == state)
                            .count()));
        }
        return new Fields(counts);
    }

    private static Fields row(Snapshot.Topic topic) {
        Snapshot.@Nullable Attempt attempt = topic.lastAttempt();
        return new Fields(Map.of(
                "topic", Value.of(topic.topic()),
                "link", Value.of(topic.link()),
                "state", Value.of(topic.state().name()),
                "attempt", Cells.of(attempt == null ? null : attempt.attempt()),
                "outcome", Cells.of(attempt == null ? null : attempt.outcome()),
                "reason", Cells.of(attempt == null ? null : attempt.reason())));
    }
}
