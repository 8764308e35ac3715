// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.schema;

import dev.orbit.tfplugin.cty.Fields;
import dev.orbit.tfplugin.cty.Path;
import dev.orbit.tfplugin.cty.Type;
import dev.orbit.tfplugin.cty.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Whether a value is of a type: the right kinds, and objects with exactly the declared attributes. */
public final class Conformance {

    private final List<String> breaches = new ArrayList<>();

    private Conformance() {}

    /** What does not conform; empty when all does. */
    public static List<String> breaches(Type type, Value value) {
        Conformance conformance = new Conformance();
        conformance.check(Path.ROOT, type, value);
        return conformance.breaches;
    }

    private void check(Path path, Type type, Value value) {
        if (!(value instanceof Value.Known known)) {
            return;
        }
        if (type instanceof Type.Primitive primitive) {
            check(path, primitive, known);
        } else if (type instanceof Type.ListOf list && known instanceof Value.Items items) {
            for (int i = 0; i < items.items().size(); i++) {
                check(path.index(i), list.element(), items.items().get(i));
            }
        } else if (type instanceof Type.SetOf set && known instanceof Value.Members members) {
            members.members().forEach(member -> check(path, set.element(), member));
        } else if (type instanceof Type.MapOf map && known instanceof Fields fields) {
            fields.values().forEach((key, element) -> check(path.key(key), map.element(), element));
        } else if (type instanceof Type.ObjectOf object && known instanceof Fields fields) {
            checkObject(path, object, fields);
        } else {
            breaches.add(path + " is no " + type + " but " + kind(known));
        }
    }

    private void check(Path path, Type.Primitive type, Value.Known value) {
        boolean conforms = switch (type) {
            case STRING -> value instanceof Value.Text;
            case NUMBER -> value instanceof Value.Num;
            case BOOL -> value instanceof Value.Bool;
        };
        if (!conforms) {
            breaches.add(path + " is no " + type + " but " + kind(value));
        }
    }

    private void checkObject(Path path, Type.ObjectOf type, Fields fields) {
        Set<String> names = new TreeSet<>(type.attributes().keySet());
        names.addAll(fields.values().keySet());
        for (String name : names) {
            Type attribute = type.attributes().get(name);
            Value value = fields.values().get(name);
            if (attribute == null) {
                breaches.add(path.attribute(name) + " is not in the schema");
            } else if (value == null) {
                breaches.add(path.attribute(name) + " is missing");
            } else {
                check(path.attribute(name), attribute, value);
            }
        }
    }

    private static String kind(Value.Known value) {
        return value.getClass().getSimpleName();
    }
}
