// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.provider.documents;

import static dev.orbit.tfplugin.cty.Value.Null.NULL;

import dev.orbit.schemas.AutoMigration;
import dev.orbit.tfplugin.cty.Fields;
import dev.orbit.tfplugin.cty.Value;
import dev.orbit.tfplugin.schema.Attribute;
import dev.orbit.tfplugin.schema.Shape.Nesting;
import dev.orbit.tfplugin.schema.Validators;
import java.util.List;
import java.util.Map;

/** The settings of auto migration as a nested attribute. */
final class AutoMigrationCodec {

    private static final String NAME = "auto_migration";
    private static final String WATCH = "source_watch_seconds";

    private AutoMigrationCodec() {}

    /** What leaving an attribute out means: {@code enable}, and {@code source_watch_seconds}. */
    static Attribute attribute(String leftOut, String watchLeftOut) {
        return Attribute.nested(
                        NAME,
                        Nesting.SINGLE,
                        List.of(
                                Attribute.bool("enable")
                                        .describedAs("Whether producers of the matched topics are forwarded to the"
                                                + " source. Left out: " + leftOut),
                                Attribute.number(WATCH)
                                        .checkedBy(Validators.integer(0, AutoMigration.SOURCE_WATCH_SECONDS_MAX))
                                        .describedAs("For how many seconds, after a topic's migration, its source is"
                                                + " looked at for records that still land there; they are copied into"
                                                + " `<topic>.orbit-strays`. `0`: not at all. Left out: "
                                                + watchLeftOut)))
                .describedAs("Auto migration.");
    }

    static AutoMigration decode(Fields object) {
        Fields fields = object.fieldsOrNull(NAME);
        return fields == null
                ? AutoMigration.INHERIT
                : new AutoMigration(fields.flagOrNull("enable"), fields.integerOrNull(WATCH));
    }

    static Value encode(AutoMigration autoMigration) {
        Boolean enable = autoMigration.enable();
        Integer watch = autoMigration.sourceWatchSeconds();
        return enable == null && watch == null
                ? NULL
                : new Fields(Map.of(
                        "enable",
                        enable == null ? NULL : Value.of(enable),
                        WATCH,
                        watch == null ? NULL : Value.of(watch)));
    }
}
