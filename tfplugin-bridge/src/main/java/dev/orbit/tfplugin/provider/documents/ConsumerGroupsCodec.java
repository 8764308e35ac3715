// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.provider.documents;

import dev.orbit.schemas.ConsumerGroupSettings;
import dev.orbit.tfplugin.cty.Fields;
import dev.orbit.tfplugin.cty.Value;
import dev.orbit.tfplugin.schema.Attribute;
import dev.orbit.tfplugin.schema.Shape.Nesting;
import dev.orbit.tfplugin.schema.Validators;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The copying of consumer groups' offsets as a nested attribute. */
final class ConsumerGroupsCodec {

    static final String NAME = "consumer_groups";

    private static final ConsumerGroupSettings DEFAULTS = ConsumerGroupSettings.DEFAULTS;

    private ConsumerGroupsCodec() {}

    static Attribute attribute() {
        return Attribute.nested(
                        NAME,
                        Nesting.SINGLE,
                        List.of(
                                Attribute.bool("copy_offsets_enabled")
                                        .defaultsTo(Value.of(DEFAULTS.copyOffsetsEnabled()))
                                        .describedAs("Whether any are copied. Default: `false`."),
                                TextsCodec.attribute("include", DEFAULTS.include())
                                        .describedAs("Regexes (RE2) of whole group names; a group that none matches is"
                                                + " passed over. Default: all groups."),
                                TextsCodec.attribute("exclude", DEFAULTS.exclude())
                                        .describedAs("Regexes (RE2) of whole group names; a group that one matches is"
                                                + " passed over, included or not. Default: none."),
                                Attribute.string("destination_group_prefix")
                                        .defaultsTo(Value.of(DEFAULTS.destinationGroupPrefix()))
                                        .describedAs("Put before the source group's name. Default: empty, which keeps"
                                                + " the name."),
                                Attribute.number("interval_seconds")
                                        .defaultsTo(Value.of(DEFAULTS.intervalSeconds()))
                                        .checkedBy(Validators.integer(1, ConsumerGroupSettings.INTERVAL_SECONDS_MAX))
                                        .describedAs("Seconds between two rounds of copying. Default: `10`.")))
                .defaultsTo(encode(DEFAULTS))
                .describedAs("Which consumer groups' offsets are copied to the destination, untranslated. A group that"
                        + " has members or commits of its own there is left alone; copying for a topic ends with its"
                        + " migration.");
    }

    /** Attributes that are null get their defaults. */
    static ConsumerGroupSettings decode(@Nullable Fields fields) {
        if (fields == null) {
            return DEFAULTS;
        }
        String prefix = fields.textOrNull("destination_group_prefix");
        Integer seconds = fields.integerOrNull("interval_seconds");
        return new ConsumerGroupSettings(
                fields.flag("copy_offsets_enabled"),
                TextsCodec.decode(fields, "include", DEFAULTS.include()),
                TextsCodec.decode(fields, "exclude", DEFAULTS.exclude()),
                prefix == null ? DEFAULTS.destinationGroupPrefix() : prefix,
                seconds == null ? DEFAULTS.intervalSeconds() : seconds);
    }

    static Fields encode(ConsumerGroupSettings groups) {
        return new Fields(Map.of(
                "copy_offsets_enabled", Value.of(groups.copyOffsetsEnabled()),
                "include", TextsCodec.encode(groups.include()),
                "exclude", TextsCodec.encode(groups.exclude()),
                "destination_group_prefix", Value.of(groups.destinationGroupPrefix()),
                "interval_seconds", Value.of(groups.intervalSeconds())));
    }
}
