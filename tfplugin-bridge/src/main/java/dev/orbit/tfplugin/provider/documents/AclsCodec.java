// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.provider.documents;

import dev.orbit.schemas.AclFilter;
import dev.orbit.schemas.AclSettings;
import dev.orbit.tfplugin.cty.Fields;
import dev.orbit.tfplugin.cty.Value;
import dev.orbit.tfplugin.schema.Attribute;
import dev.orbit.tfplugin.schema.Shape.Nesting;
import dev.orbit.tfplugin.schema.Validators;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The copying of ACLs as a nested attribute. */
final class AclsCodec {

    static final String NAME = "acls";

    private static final AclSettings DEFAULTS = AclSettings.DEFAULTS;

    private AclsCodec() {}

    static Attribute attribute() {
        return Attribute.nested(
                        NAME,
                        Nesting.SINGLE,
                        List.of(
                                Attribute.bool("copy_enabled")
                                        .defaultsTo(Value.of(DEFAULTS.copyEnabled()))
                                        .describedAs("Whether any are copied. Default: `false`."),
                                filters("include", DEFAULTS.include())
                                        .describedAs("An ACL that none of these picks is passed over. Default: ACLs on"
                                                + " topics, groups and transactional ids."),
                                filters("exclude", DEFAULTS.exclude())
                                        .describedAs("An ACL that one of these picks is passed over, included or not."
                                                + " Default: none."),
                                Attribute.number("interval_seconds")
                                        .defaultsTo(Value.of(DEFAULTS.intervalSeconds()))
                                        .checkedBy(Validators.integer(1, AclSettings.INTERVAL_SECONDS_MAX))
                                        .describedAs("Seconds between two rounds of copying. Default: `60`.")))
                .defaultsTo(encode(DEFAULTS))
                .describedAs("Which ACLs are copied to the destination, under the names of the mirror topics and groups"
                        + " there. Orbit removes only what it added, and only once the source does not have it any"
                        + " more; what it added stays when copying ends.");
    }

    private static Attribute filters(String name, List<AclFilter> defaultValue) {
        return Attribute.nested(
                        name,
                        Nesting.LIST,
                        List.of(
                                Attribute.string("resource_type")
                                        .describedAs(oneOf(AclFilter.RESOURCE_TYPES)
                                                + " Of topics only ACLs on those that are mirrored are copied, of"
                                                + " groups those that `consumer_groups` includes. ACLs on the cluster"
                                                + " are picked only by naming it here."),
                                Attribute.string("resource_name")
                                        .describedAs("Regex (RE2) of the whole name in the ACL; that of an ACL on all"
                                                + " resources is `*`."),
                                Attribute.string("principal")
                                        .describedAs("Regex (RE2) of the whole principal, such as `User:.*`."),
                                Attribute.string("operation")
                                        .describedAs(oneOf(AclFilter.OPERATIONS) + " As it stands in the ACL: `all` is"
                                                + " an operation of its own."),
                                Attribute.string("permission_type").describedAs(oneOf(AclFilter.PERMISSION_TYPES))))
                .defaultsTo(encode(defaultValue));
    }

    private static String oneOf(List<String> words) {
        return words.stream().collect(Collectors.joining("`, `", "One of `", "`."));
    }

    /** Attributes that are null get their defaults. */
    static AclSettings decode(@Nullable Fields fields) {
        if (fields == null) {
            return DEFAULTS;
        }
        Integer seconds = fields.integerOrNull("interval_seconds");
        return new AclSettings(
                fields.flag("copy_enabled"),
                fields.isNull("include") ? DEFAULTS.include() : filters(fields, "include"),
                fields.isNull("exclude") ? DEFAULTS.exclude() : filters(fields, "exclude"),
                seconds == null ? DEFAULTS.intervalSeconds() : seconds);
    }

    private static List<AclFilter> filters(Fields fields, String name) {
        return fields.elements(name).map(value -> filter((Fields) value)).toList();
    }

    private static AclFilter filter(Fields fields) {
        return new AclFilter(
                fields.textOrNull("resource_type"),
                fields.textOrNull("resource_name"),
                fields.textOrNull("principal"),
                fields.textOrNull("operation"),
                fields.textOrNull("permission_type"));
    }

    static Fields encode(AclSettings acls) {
        return new Fields(Map.of(
                "copy_enabled", Value.of(acls.copyEnabled()),
                "include", encode(acls.include()),
                "exclude", encode(acls.exclude()),
                "interval_seconds", Value.of(acls.intervalSeconds())));
    }

    private static Value encode(List<AclFilter> filters) {
        return new Value.Items(filters.stream().map(AclsCodec::encode).toList());
    }

    private static Value encode(AclFilter filter) {
        return new Fields(Map.of(
                "resource_type", Value.ofNullable(filter.resourceType()),
                "resource_name", Value.ofNullable(filter.resourceName()),
                "principal", Value.ofNullable(filter.principal()),
                "operation", Value.ofNullable(filter.operation()),
                "permission_type", Value.ofNullable(filter.permissionType())));
    }
}
