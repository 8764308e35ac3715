// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.provider.documents;

import static dev.orbit.tfplugin.cty.Value.Null.NULL;

import dev.orbit.schemas.AutoMigration;
import dev.orbit.tfplugin.cty.Fields;
import dev.orbit.tfplugin.cty.Value;
import dev.orbit.tfplugin.schema.Attribute;
import dev.orbit.tfplugin.schema.Shape.Nesting;
import java.util.List;
import java.util.Map;

/** The settings of auto migration as a nested attribute. */
final class AutoMigrationCodec {

    private static final String NAME = "auto_migration";

    private AutoMigrationCodec() {}

    static Attribute attribute(String leftOut) {
        return Attribute.nested(
                        NAME,
                        Nesting.SINGLE,
                        List.of(Attribute.bool("enable")
                                .describedAs("Whether producers of the matched topics are forwarded to the source. Left"
                                        + " out: " + leftOut)))
                .describedAs("Auto migration.");
    }

    static AutoMigration decode(Fields object) {
        Fields fields = object.fieldsOrNull(NAME);
        return fields == null ? AutoMigration.INHERIT : new AutoMigration(fields.flagOrNull("enable"));
    }

    static Value encode(AutoMigration autoMigration) {
        Boolean enable = autoMigration.enable();
        return enable == null ? NULL : new Fields(Map.of("enable", Value.of(enable)));
    }
}
