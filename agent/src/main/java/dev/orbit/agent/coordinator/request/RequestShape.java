// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.request;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.databind.JsonNode;
import dev.orbit.schemas.Problem;
import dev.orbit.schemas.RecordFields;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Whether a request has the fields that its record has, each of its kind; all that is wrong is found at once. Pure. */
final class RequestShape {

    private static final String TYPE = "type";
    private static final String SEE_CONTRACT = "See schemas/openapi.yaml.";
    private static final int SHOWN_CHARS_MAX = 60;

    private static final Kind TEXT = new Kind("text in quotes", JsonNode::isTextual);
    private static final Kind TRUE_OR_FALSE = new Kind("true or false", JsonNode::isBoolean);
    private static final Kind INT =
            new Kind("a whole number of at most 32 bits", node -> node.isIntegralNumber() && node.canConvertToInt());
    private static final Kind LONG =
            new Kind("a whole number of at most 64 bits", node -> node.isIntegralNumber() && node.canConvertToLong());
    private static final Map<Type, Kind> SCALARS = Map.of(
            String.class, TEXT,
            boolean.class, TRUE_OR_FALSE,
            Boolean.class, TRUE_OR_FALSE,
            int.class, INT,
            Integer.class, INT,
            long.class, LONG,
            Long.class, LONG);

    private final List<Problem> problems = new ArrayList<>();

    private record Kind(String words, Predicate<JsonNode> test) {}

    private RequestShape() {}

    /** What keeps this body from being read as a request of this kind; empty when nothing does. */
    static List<Problem> problems(JsonNode body, Class<?> request) {
        RequestShape shape = new RequestShape();
        shape.check(body, request, "");
        return shape.problems;
    }

    private void check(JsonNode node, Type type, String path) {
        Kind scalar = SCALARS.get(type);
        if (scalar != null) {
            expect(scalar.test().test(node), node, scalar.words(), path);
        } else if (type instanceof ParameterizedType several) {
            checkAll(node, several, path);
        } else if (expect(node.isObject(), node, "an object", path)) {
            Class<?> record = (Class<?>) type;
            JsonSubTypes choices = record.getAnnotation(JsonSubTypes.class);
            if (choices == null) {
                checkFields(node, record, path, false);
            } else {
                checkChoice(node, choices, path);
            }
        }
    }

    private void checkAll(JsonNode node, ParameterizedType type, String path) {
        Type[] of = type.getActualTypeArguments();
        if (type.getRawType() == Map.class) {
            if (expect(node.isObject(), node, "an object", path)) {
                node.properties().forEach(entry -> check(entry.getValue(), of[1], under(path, entry.getKey())));
            }
        } else if (expect(node.isArray(), node, "a list", path)) {
            for (int index = 0; index < node.size(); index++) {
                check(node.get(index), of[0], path + "[" + index + "]");
            }
        }
    }

    private void checkChoice(JsonNode node, JsonSubTypes choices, String path) {
        Map<String, Class<?>> types = new TreeMap<>();
        for (JsonSubTypes.Type choice : choices.value()) {
            types.put(choice.name(), choice.value());
        }
        JsonNode named = node.path(TYPE);
        Class<?> chosen = types.get(named.asText());
        if (chosen != null) {
            checkFields(node, chosen, path, true);
            return;
        }
        problems.add(new Problem(
                named.isMissingNode() ? "missing_field" : "invalid_value",
                named.isMissingNode() ? "the field type is missing." : "the type is " + shown(named) + ".",
                under(path, TYPE),
                "Give one of " + String.join(", ", types.keySet()) + "."));
    }

    private void checkFields(JsonNode node, Class<?> record, String path, boolean hasType) {
        TreeSet<String> unknown = new TreeSet<>();
        node.fieldNames().forEachRemaining(unknown::add);
        if (hasType) {
            unknown.remove(TYPE);
        }
        List<String> known = new ArrayList<>();
        for (RecordFields.Field field : RecordFields.of(record)) {
            String name = field.name();
            known.add(name);
            unknown.remove(name);
            JsonNode value = node.path(name);
            if (!value.isMissingNode() && !value.isNull()) {
                check(value, field.type(), under(path, name));
            } else if (!field.isNullable()) {
                String lack = value.isNull() ? " is null." : " is missing.";
                problems.add(new Problem("missing_field", "the field " + name + lack, under(path, name), SEE_CONTRACT));
            }
        }
        for (String name : unknown) {
            problems.add(new Problem(
                    "unknown_key",
                    "there is no field " + name + " here.",
                    under(path, name),
                    "Rename or remove it; the fields here are " + String.join(", ", known) + "."));
        }
    }

    private boolean expect(boolean fulfilled, JsonNode found, String expected, String path) {
        if (!fulfilled) {
            problems.add(new Problem(
                    "wrong_type",
                    shown(found) + " is here where " + expected + " is expected.",
                    path.isEmpty() ? null : path,
                    SEE_CONTRACT));
        }
        return fulfilled;
    }

    private static String under(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    private static String shown(JsonNode node) {
        String text = node.isMissingNode() ? "nothing" : node.toString();
        return text.length() > SHOWN_CHARS_MAX ? text.substring(0, SHOWN_CHARS_MAX) + "..." : text;
    }
}
