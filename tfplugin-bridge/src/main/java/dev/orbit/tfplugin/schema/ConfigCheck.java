// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.schema;

import dev.orbit.tfplugin.cty.Fields;
import dev.orbit.tfplugin.cty.Path;
import dev.orbit.tfplugin.cty.Value;
import dev.orbit.tfplugin.diag.Diagnostic;
import dev.orbit.tfplugin.schema.Shape.Nested;
import java.util.ArrayList;
import java.util.List;

/** Runs the validators of a schema over a configuration. */
public final class ConfigCheck {

    private final List<Diagnostic> diagnostics = new ArrayList<>();

    private ConfigCheck() {}

    /** All that is wrong, in the schema's order. What is not known yet is not judged. */
    public static List<Diagnostic> diagnostics(Schema schema, Fields config) {
        ConfigCheck check = new ConfigCheck();
        check.object(Path.ROOT, schema.attributes(), config);
        return check.diagnostics;
    }

    private void object(Path path, List<Attribute> attributes, Fields config) {
        attributes.forEach(
                attribute -> attribute(path.attribute(attribute.name()), attribute, config.get(attribute.name())));
    }

    private void attribute(Path path, Attribute attribute, Value value) {
        if (value instanceof Value.Known known && known.isWhollyKnown()) {
            attribute.validators().forEach(v -> v.check(path, known).ifPresent(diagnostics::add));
        }
        if (attribute.shape() instanceof Nested nested) {
            nested(path, nested, value);
        }
    }

    private void nested(Path path, Nested nested, Value value) {
        if (value instanceof Value.Items list) {
            for (int i = 0; i < list.items().size(); i++) {
                element(path.index(i), nested, list.items().get(i));
            }
        } else if (value instanceof Value.Members set) {
            set.members().forEach(member -> element(path, nested, member));
        } else if (value instanceof Fields fields && nested.nesting() == Shape.Nesting.MAP) {
            fields.values().forEach((key, element) -> element(path.key(key), nested, element));
        } else {
            element(path, nested, value);
        }
    }

    private void element(Path path, Nested nested, Value value) {
        if (value instanceof Fields fields) {
            object(path, nested.attributes(), fields);
        }
    }
}
