// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.provider.documents;

import dev.orbit.schemas.TopicMappingSpec;
import dev.orbit.tfplugin.cty.Fields;
import dev.orbit.tfplugin.cty.Type;
import dev.orbit.tfplugin.cty.Value;
import dev.orbit.tfplugin.schema.Attribute;
import dev.orbit.tfplugin.schema.Schema;
import dev.orbit.tfplugin.schema.Validators;
import java.util.List;
import java.util.stream.Stream;

/** How {@code orbit_topic_mapping} looks. */
final class MappingSchema {

    private static final String CHANGED_IN_PLACE = "Changed in place: topics that the mapping still matches, under the"
            + " same names, are mirrored and their producers forwarded without a gap.";

    private MappingSchema() {}

    static Schema schema() {
        return Schema.resource(
                0,
                "A topic mapping: which topics of a link's source are mirrored, under which names. Either `source_topic`"
                        + " names one, or `source_regex` many. One that exists already with exactly this content is adopted;"
                        + " one that says something else has to be imported. For a list of topics use `for_each`: with"
                        + " `count` the instances after one that is taken out would each take over the next one's mapping,"
                        + " which is refused.",
                Stream.concat(matching().stream(), mirroring().stream()).toList());
    }

    /** Which topics, under which names, from where on. */
    private static List<Attribute> matching() {
        return List.of(
                Attribute.string("id").computed().stable().describedAs("`LINK/SOURCE`."),
                Attribute.string("link").required().replaced().describedAs("Name of the link it belongs to."),
                Attribute.number("priority")
                        .defaultsTo(Value.of(0))
                        .checkedBy(Validators.integer(Integer.MIN_VALUE, Integer.MAX_VALUE))
                        .describedAs("The mappings of a link are tried from the lowest to the highest; the first"
                                + " match wins. Default: `0`."),
                Attribute.string("source_topic").describedAs("The one topic that it matches. " + CHANGED_IN_PLACE),
                Attribute.string("destination_topic")
                        .optionalComputed()
                        .describedAs("Name of the mirror of `source_topic`. Default: the same name."),
                Attribute.string("source_regex")
                        .describedAs("Matches whole topic names (RE2), never an internal topic, `__orbit_*` or"
                                + " `*.orbit-strays`. " + CHANGED_IN_PLACE),
                Attribute.string("destination_prefix")
                        .optionalComputed()
                        .describedAs("Put before the names that `source_regex` matches. Default: empty."),
                Attribute.bool("begin_fetch_at_latest_offset")
                        .defaultsTo(Value.of(false))
                        .describedAs(
                                "Whether a newly matched topic is mirrored from its end instead of its"
                                        + " beginning. One that is created after the mapping was declared is mirrored from its"
                                        + " first record, unless another agent became the coordinator in between. Offsets are preserved either way. Default: `false`."),
                Attribute.string("start_timestamp")
                        .describedAs("A newly matched topic is mirrored from its first record at or after this"
                                + " moment (RFC 3339)."),
                AutoMigrationCodec.attribute("what the link says.", "what the link says."));
    }

    /** What becomes of their mirrors. */
    private static List<Attribute> mirroring() {
        return List.of(
                Attribute.number("replication_factor")
                        .checkedBy(Validators.integer(1, Short.MAX_VALUE))
                        .describedAs("Of mirror topics that are created from now on. Default: the" + " destination's."),
                Attribute.plain("topic_config", new Type.MapOf(Type.Primitive.STRING))
                        .defaultsTo(Fields.EMPTY)
                        .describedAs("Kafka's own names and values, kept on the mirror topics instead of what"
                                + " the source has. Default: none."),
                TextsCodec.attribute("exclude", List.of())
                        .describedAs("Regexes (RE2) of whole topic names that `source_regex` does not match. A"
                                + " later mapping may match them. Default: none."),
                TextsCodec.attribute("topic_config_include", TopicMappingSpec.ALL_CONFIGS)
                        .describedAs("Regexes (RE2) of whole config names; a config of the source that none"
                                + " matches is not copied, and stays as it is at the destination. Default:"
                                + " all."),
                TextsCodec.attribute("topic_config_exclude", List.of())
                        .describedAs("Regexes (RE2) of whole config names; a config of the source that one"
                                + " matches is not copied, included or not. Default: none."),
                Attribute.bool("follow_source_deletion")
                        .defaultsTo(Value.of(false))
                        .describedAs("Whether a mirror topic is deleted when its source topic is; one that is"
                                + " made anew there is then mirrored anew. Default: `false`."),
                Attribute.bool("irreversible_disable_orbit_management")
                        .defaultsTo(Value.of(false))
                        .describedAs("Whether Orbit lets go of the matched topics as they are: they catch"
                                + " up for 30 s at most and are then COMPLETE, and what the source has more than"
                                + " they is never mirrored. There is no way back, whatever this is set to later. Default:"
                                + " `false`."));
    }
}
