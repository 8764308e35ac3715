// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.server;

import static dev.orbit.tfplugin.cty.Value.Null.NULL;
import static dev.orbit.tfplugin.cty.Value.Unknown.UNKNOWN;

import dev.orbit.tfplugin.cty.Fields;
import dev.orbit.tfplugin.cty.Type;
import dev.orbit.tfplugin.cty.Value;
import dev.orbit.tfplugin.schema.Attribute;
import dev.orbit.tfplugin.schema.Mode;
import dev.orbit.tfplugin.schema.Shape;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Makes up objects of a schema, most of them wrong, with nulls and unknown values anywhere. */
final class RandomObjects {

    private static final String[] TEXTS = {
        "",
        "a",
        "prod",
        "orders",
        "a.*",
        "(",
        "h:1",
        "ORBIT_X",
        "plain",
        "running",
        "paused",
        "2026-01-02T03:04:05Z",
        "topic",
        "é\u0000",
        "x".repeat(300)
    };
    private static final String[] NUMBERS = {"0", "1", "-1", "2.5", "9092", "65536", "1e30", "300"};

    private final Random random;

    RandomObjects(Random random) {
        this.random = random;
    }

    Fields object(List<Attribute> attributes, int depth) {
        TreeMap<String, Value> fields = new TreeMap<>();
        for (Attribute attribute : attributes) {
            fields.put(attribute.name(), value(attribute, depth));
        }
        return new Fields(fields);
    }

    private Value value(Attribute attribute, int depth) {
        if (isLeftOut(attribute.mode())) {
            return NULL;
        }
        if (random.nextInt(20) == 0) {
            return UNKNOWN;
        }
        if (attribute.shape() instanceof Shape.Nested nested) {
            return switch (nested.nesting()) {
                case SINGLE -> object(nested.attributes(), depth + 1);
                case MAP -> new Fields(Map.of("k", object(nested.attributes(), depth + 1)));
                case LIST -> new Value.Items(objects(nested, depth));
                case SET -> new Value.Members(objects(nested, depth));
            };
        }
        return value(attribute.shape().type());
    }

    /** Now and then what is required is left out, and set what only the provider computes. */
    private boolean isLeftOut(Mode mode) {
        int choice = random.nextInt(100);
        return switch (mode) {
            case REQUIRED -> choice < 3;
            case COMPUTED -> choice < 97;
            case OPTIONAL, OPTIONAL_COMPUTED -> choice < 60;
        };
    }

    private List<Value> objects(Shape.Nested nested, int depth) {
        List<Value> objects = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            objects.add(random.nextInt(20) == 0 ? NULL : object(nested.attributes(), depth + 1));
        }
        return objects;
    }

    private Value value(Type type) {
        if (type instanceof Type.Primitive primitive) {
            return switch (primitive) {
                case STRING -> Value.of(TEXTS[random.nextInt(TEXTS.length)]);
                case NUMBER -> new Value.Num(new BigDecimal(NUMBERS[random.nextInt(NUMBERS.length)]));
                case BOOL -> Value.of(random.nextBoolean());
            };
        }
        if (type instanceof Type.ListOf list) {
            return new Value.Items(elements(list.element()));
        }
        if (type instanceof Type.SetOf set) {
            return new Value.Members(elements(set.element()));
        }
        return new Fields(random.nextBoolean() ? Map.of() : Map.of("retention.ms", element(elementOf(type))));
    }

    /** None as often as some. */
    private List<Value> elements(Type type) {
        List<Value> elements = new ArrayList<>();
        for (int i = Math.max(0, random.nextInt(7) - 3); i > 0; i--) {
            elements.add(element(type));
        }
        return elements;
    }

    private Value element(Type type) {
        int choice = random.nextInt(20);
        return choice == 0 ? NULL : choice < 3 ? UNKNOWN : value(type);
    }

    private static Type elementOf(Type type) {
        if (type instanceof Type.ListOf list) {
            return list.element();
        }
        return type instanceof Type.SetOf set ? set.element() : ((Type.MapOf) type).element();
    }

    /** The same object as it is once everything is known. */
    Fields known(List<Attribute> attributes, Fields object) {
        TreeMap<String, Value> fields = new TreeMap<>();
        for (Attribute attribute : attributes) {
            fields.put(attribute.name(), known(attribute, object.get(attribute.name())));
        }
        return new Fields(fields);
    }

    private Value known(Attribute attribute, Value value) {
        if (value == UNKNOWN) {
            Value made = attribute.mode() != Mode.REQUIRED && random.nextInt(3) == 0 ? NULL : made(attribute);
            return made == UNKNOWN ? made : known(attribute, made);
        }
        if (attribute.shape() instanceof Shape.Nested nested) {
            return knownParts(
                    value,
                    part -> part instanceof Fields fields
                            ? known(nested.attributes(), fields)
                            : part == UNKNOWN ? known(nested.attributes(), object(nested.attributes(), 1)) : part,
                    nested.nesting() == Shape.Nesting.SINGLE);
        }
        Type type = attribute.shape().type();
        return type instanceof Type.Primitive
                ? value
                : knownParts(value, part -> part == UNKNOWN ? value(elementOf(type)) : part, false);
    }

    private Value made(Attribute attribute) {
        return attribute.shape() instanceof Shape.Nested nested
                ? nested.nesting() == Shape.Nesting.SINGLE
                        ? object(nested.attributes(), 1)
                        : new Value.Items(List.of(object(nested.attributes(), 1)))
                : value(attribute.shape().type());
    }

    private static Value knownParts(Value value, UnaryOperator<Value> each, boolean isObject) {
        if (isObject) {
            return each.apply(value);
        }
        if (value instanceof Value.Items list) {
            return new Value.Items(list.items().stream().map(each).toList());
        }
        if (value instanceof Value.Members set) {
            return new Value.Members(set.members().stream().map(each).toList());
        }
        if (value instanceof Fields map) {
            TreeMap<String, Value> fields = new TreeMap<>();
            map.values().forEach((key, part) -> fields.put(key, each.apply(part)));
            return new Fields(fields);
        }
        return value;
    }
}
