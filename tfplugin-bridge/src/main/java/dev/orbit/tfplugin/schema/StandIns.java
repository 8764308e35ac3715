// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.schema;

import static dev.orbit.tfplugin.cty.Value.Null.NULL;
import static dev.orbit.tfplugin.cty.Value.Unknown.UNKNOWN;

import dev.orbit.tfplugin.cty.Fields;
import dev.orbit.tfplugin.cty.Type;
import dev.orbit.tfplugin.cty.Value;
import dev.orbit.tfplugin.schema.Shape.Nested;
import dev.orbit.tfplugin.schema.Shape.Nesting;
import java.util.List;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Puts known values where an object is not known yet, so that the rest of it can be judged: what is wrong whether the
 * unknown parts are left out or given does not depend on them.
 */
public final class StandIns {

    /** The stand-ins of one object are all different, and no port or bound in use. */
    private static final int NUMBER_MAX = 65_535;

    private final boolean given;
    private int count;

    private StandIns(boolean given) {
        this.given = given;
    }

    /** The object without its unknown parts; only what is required is given. */
    public static Fields leftOut(Schema schema, Fields object) {
        return new StandIns(false).object(schema.attributes(), object);
    }

    /** The object with something in place of its unknown parts. */
    public static Fields given(Schema schema, Fields object) {
        return new StandIns(true).object(schema.attributes(), object);
    }

    private Fields object(List<Attribute> attributes, Fields object) {
        TreeMap<String, Value> fields = new TreeMap<>();
        attributes.forEach(
                attribute -> fields.put(attribute.name(), attribute(attribute, object.get(attribute.name()))));
        return new Fields(fields);
    }

    private Value attribute(Attribute attribute, Value value) {
        if (value == UNKNOWN && !given && attribute.mode() != Mode.REQUIRED) {
            return NULL;
        }
        return attribute.shape() instanceof Nested nested
                ? nested(nested, value)
                : plain(attribute.shape().type(), value);
    }

    private Value nested(Nested nested, Value value) {
        if (nested.nesting() == Nesting.SINGLE) {
            return element(nested, value);
        }
        if (value == UNKNOWN) {
            return nested.nesting() == Nesting.LIST ? new Value.Items(List.of(element(nested, UNKNOWN))) : NULL;
        }
        return elements(value, inner -> element(nested, inner));
    }

    private Value element(Nested nested, Value value) {
        if (value == UNKNOWN) {
            return object(nested.attributes(), unknown(nested.attributes()));
        }
        return value instanceof Fields fields ? object(nested.attributes(), fields) : value;
    }

    private static Fields unknown(List<Attribute> attributes) {
        return new Fields(attributes.stream()
                .collect(Collectors.toMap(Attribute::name, attribute -> (Value) UNKNOWN, (a, b) -> a, TreeMap::new)));
    }

    private Value plain(Type type, Value value) {
        if (type instanceof Type.Primitive primitive) {
            return value == UNKNOWN ? primitive(primitive) : value;
        }
        if (value == UNKNOWN) {
            return NULL;
        }
        return elements(value, inner -> inner == UNKNOWN ? plain(elementOf(type), UNKNOWN) : inner);
    }

    private static Type elementOf(Type collection) {
        if (collection instanceof Type.ListOf list) {
            return list.element();
        }
        if (collection instanceof Type.SetOf set) {
            return set.element();
        }
        return collection instanceof Type.MapOf map ? map.element() : Type.Primitive.STRING;
    }

    private static Value elements(Value collection, UnaryOperator<Value> each) {
        if (collection instanceof Value.Items list) {
            return new Value.Items(list.items().stream().map(each).toList());
        }
        if (collection instanceof Value.Members set) {
            return new Value.Members(set.members().stream().map(each).toList());
        }
        if (collection instanceof Fields map) {
            TreeMap<String, Value> fields = new TreeMap<>();
            map.values().forEach((key, value) -> fields.put(key, each.apply(value)));
            return new Fields(fields);
        }
        return collection;
    }

    private Value primitive(Type.Primitive type) {
        count++;
        return switch (type) {
            case STRING -> Value.of("stand-in-" + count);
            case NUMBER -> Value.of(NUMBER_MAX - count);
            case BOOL -> Value.of(true);
        };
    }
}
