// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.documents;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import dev.orbit.schemas.Problem;
import dev.orbit.schemas.check.LinkChecks;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Says what the schema found in the words of the person who wrote the file. */
final class SchemaWords {

    private static final Map<String, String> TYPES = Map.of(
            "string", "text",
            "integer", "a whole number",
            "number", "a number",
            "boolean", "true or false",
            "array", "a list",
            "object", "a group of fields");

    private static final int SHOWN_CHARS_MAX = 60;

    private final JsonNode schema;

    SchemaWords(JsonNode schema) {
        this.schema = schema;
    }

    Problem structure(Error error, String path) {
        return switch (error.getKeyword()) {
            case "required" -> missing(error.getProperty(), path);
            case "additionalProperties" -> unknown(error, path);
            case "type" -> SecretFields.hidden(wrongType(error, path), path);
            default -> bound(error, path);
        };
    }

    /** A value out of its bounds. */
    Problem bound(Error error, String path) {
        String limit = error.getSchemaNode().toString();
        String message = shown(error.getInstanceNode())
                + switch (error.getKeyword()) {
                    case "minimum" -> " is less than " + limit + ".";
                    case "maximum" -> " is more than " + limit + ".";
                    case "enum" -> " is none of " + limit + ".";
                    case "pattern" -> " does not match " + limit + ".";
                    default -> " is not accepted: " + error.getMessage() + ".";
                };
        return new Problem("invalid_value", message, path, "Choose a value within this bound.");
    }

    private static Problem missing(String name, String path) {
        return path.equals("source_bootstrap_brokers")
                ? LinkChecks.noBrokers()
                : new Problem("missing_field", "The field " + name + " is missing.", path, "Add it.");
    }

    private Problem unknown(Error error, String path) {
        String key = error.getProperty();
        List<String> known = knownBeside(error);
        String nearest = NearestWord.of(key, known);
        return new Problem(
                "unknown_key",
                "The key " + key + " is unknown here; the nearest known one is " + nearest + ".",
                path,
                "Rename or remove it. Known here: " + String.join(", ", known) + ".");
    }

    private List<String> knownBeside(Error error) {
        String location = error.getSchemaLocation().getFragment().toString();
        String parent = location.substring(0, location.lastIndexOf('/'));
        List<String> known = new ArrayList<>();
        schema.at(parent + "/properties").fieldNames().forEachRemaining(known::add);
        return known;
    }

    private static Problem wrongType(Error error, String path) {
        JsonNode value = error.getInstanceNode();
        String expected = TYPES.getOrDefault(error.getSchemaNode().asText(), "something else");
        String remedy = "Write " + expected + ".";
        if (expected.equals("text") && value.isValueNode()) {
            remedy = "Put it in quotes: \"" + value.asText() + "\".";
        } else if (value.isTextual() && !expected.startsWith("a list") && !expected.startsWith("a group")) {
            remedy = "Write " + expected + ", without quotes.";
        }
        String actual = value.isContainerNode() ? kind(value) : shown(value) + " is " + kind(value);
        String verb = value.isContainerNode() ? " is here where " : "; ";
        return new Problem("wrong_type", actual + verb + expected + " is expected.", path, remedy);
    }

    private static String kind(JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING -> "text";
            case NUMBER -> "a number";
            case BOOLEAN -> "true or false";
            case ARRAY -> "A list";
            case OBJECT -> "A group of fields";
            default -> "nothing";
        };
    }

    private static String shown(JsonNode value) {
        String text = value.toString();
        return text.length() > SHOWN_CHARS_MAX ? text.substring(0, SHOWN_CHARS_MAX) + "..." : text;
    }
}
