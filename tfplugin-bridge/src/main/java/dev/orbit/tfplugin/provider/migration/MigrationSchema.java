// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.provider.migration;

import dev.orbit.schemas.InitiateRequest;
import dev.orbit.tfplugin.cty.Type;
import dev.orbit.tfplugin.cty.Value;
import dev.orbit.tfplugin.schema.Attribute;
import dev.orbit.tfplugin.schema.Schema;
import dev.orbit.tfplugin.schema.Validator;
import dev.orbit.tfplugin.schema.Validators;
import java.util.List;

/** How {@code orbit_auto_migration} looks. */
final class MigrationSchema {

    private static final Type NAMES = new Type.SetOf(Type.Primitive.STRING);

    static final String PENDING = "pending_topics";

    private MigrationSchema() {}

    static Schema schema() {
        Validator seconds = Validators.integer(0, Integer.MAX_VALUE);
        return Schema.resource(
                0,
                "The cutover of topics from source to destination. Creating it cuts the selected topics over and waits"
                        + " until they are `COMPLETE`, which cannot be undone; destroying it aborts what is under way and"
                        + " leaves `COMPLETE` topics as they are. A topic that is no longer selected while it is under way"
                        + " is aborted too.",
                List.of(
                        Attribute.string("id").computed().stable().describedAs("`LINK/TOPIC,…~REGEX`."),
                        Attribute.string("link").required().replaced().describedAs("Name of the topics' link."),
                        Attribute.plain("topics", NAMES)
                                .describedAs("Destination names of topics; at least one here or by `topic_regex`."),
                        Attribute.string("topic_regex")
                                .describedAs("Selects the topics whose whole destination name it matches (RE2), besides"
                                        + " `topics`. What it matches when the object is created, or gets another regex,"
                                        + " is started whether the plan showed it or not: where a plan waits for its"
                                        + " approval, name `topics`. A topic that is matched later shows as a change to"
                                        + " make, and an apply of that starts no other."),
                        Attribute.number("max_time_lag_seconds")
                                .checkedBy(seconds)
                                .describedAs("A topic that is behind by more is not started. Default: `180`, unless"
                                        + " `max_offset_lag` is positive."),
                        Attribute.number("max_offset_lag")
                                .checkedBy(Validators.integer(0, Long.MAX_VALUE))
                                .describedAs("A topic that is behind by more records is not started. Default: unused."
                                        + " At most one of the two lags may be positive."),
                        Attribute.number("migration_timeout_seconds")
                                .defaultsTo(Value.of(InitiateRequest.MIGRATION_TIMEOUT_SECONDS_DEFAULT))
                                .checkedBy(seconds)
                                .describedAs("A topic that is not `COMPLETE` after this rolls back to `PROXY`. Default:"
                                        + " `300`."),
                        Attribute.bool("atomic")
                                .defaultsTo(Value.of(false))
                                .describedAs(
                                        "Whether the topics flip together: if one cannot start none does, all"
                                                + " become `COMPLETE` in one moment, and when one is rolled back all are."
                                                + " Topics that are `COMPLETE` already stay out of it. At most 400. Default: `false`."),
                        Attribute.plain(PENDING, NAMES)
                                .computed()
                                .describedAs("The selected topics that are not `COMPLETE`; empty after an apply.")));
    }
}
