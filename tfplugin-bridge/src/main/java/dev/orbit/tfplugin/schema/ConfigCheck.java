// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.schema;

import static dev.orbit.tfplugin.cty.Value.Null.NULL;

import dev.orbit.tfplugin.cty.Fields;
import dev.orbit.tfplugin.cty.Path;
import dev.orbit.tfplugin.cty.Type;
import dev.orbit.tfplugin.cty.Value;
import dev.orbit.tfplugin.diag.Diagnostic;
import dev.orbit.tfplugin.schema.Shape.Nested;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Whether a configuration is one of a schema. Terraform checks types; whether the parts of a nested attribute are required
 * or only computed, and nulls inside of collections, it leaves to the provider.
 */
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
        if (attribute.mode() == Mode.COMPUTED) {
            checkNotSet(path, attribute.name(), value);
            return;
        }
        if (attribute.mode() == Mode.REQUIRED && value == NULL) {
            report(path, "Missing value", attribute.name() + " is required, and is null or left out. Give it a value.");
        }
        if (value instanceof Value.Known known && known.isWhollyKnown()) {
            attribute.validators().forEach(v -> v.check(path, known).ifPresent(diagnostics::add));
        }
        if (attribute.shape() instanceof Nested nested) {
            nested(path, nested, value);
        } else {
            plain(path, attribute.shape().type(), value);
        }
    }

    private void checkNotSet(Path path, String name, Value value) {
        if (value != NULL) {
            report(path, "Read-only attribute", name + " gets its value from the provider alone. Take it out here.");
        }
    }

    private void nested(Path path, Nested nested, Value value) {
        if (nested.nesting() == Shape.Nesting.SINGLE) {
            object(path, nested, value);
        } else {
            elements(path, value, (at, element) -> object(at, nested, element));
        }
    }

    private void object(Path path, Nested nested, Value value) {
        if (value instanceof Fields fields) {
            object(path, nested.attributes(), fields);
        }
    }

    /** An object's attributes may be null, for its type says nothing else of them. */
    private void plain(Path path, Type type, Value value) {
        if (type instanceof Type.ListOf list) {
            elements(path, value, (at, element) -> plain(at, list.element(), element));
        } else if (type instanceof Type.SetOf set) {
            elements(path, value, (at, element) -> plain(at, set.element(), element));
        } else if (type instanceof Type.MapOf map) {
            elements(path, value, (at, element) -> plain(at, map.element(), element));
        }
    }

    /** Goes through a collection; the elements of a set have no path of their own. */
    private void elements(Path path, Value collection, BiConsumer<Path, Value> check) {
        if (collection instanceof Value.Items list) {
            for (int i = 0; i < list.items().size(); i++) {
                element(path.index(i), list.items().get(i), check);
            }
        } else if (collection instanceof Value.Members set) {
            set.members().forEach(member -> element(path, member, check));
        } else if (collection instanceof Fields map) {
            map.values().forEach((key, element) -> element(path.key(key), element, check));
        }
    }

    private void element(Path path, Value value, BiConsumer<Path, Value> check) {
        if (value == NULL) {
            report(
                    path,
                    "Null element",
                    "An element of a collection cannot be null. Give it a value, or leave it out.");
        }
        check.accept(path, value);
    }

    private void report(Path path, String summary, String detail) {
        diagnostics.add(Diagnostic.error(summary, detail).at(path));
    }
}
