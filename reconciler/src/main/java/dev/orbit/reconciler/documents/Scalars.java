// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.documents;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.orbit.schemas.Problem;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Reads plain values. The YAML versions in use disagree about what {@code no}, {@code 0755} or {@code 1_000} mean: such
 * values are refused, whatever the field.
 */
final class Scalars {

    private static final Set<String> BOOLEANS = Set.of("true", "false");
    private static final Pattern DECIMAL = Pattern.compile("-?(0|[1-9][0-9]{0,39})");
    private static final Pattern FRACTION = Pattern.compile("-?[0-9]{1,40}\\.[0-9]{1,40}([eE][+-]?[0-9]{1,3})?");

    private Scalars() {}

    /**
     * A value as read.
     *
     * @param problem why the value must not be used
     */
    record Read(JsonNode value, Optional<Problem> problem) {
        private static Read of(JsonNode value) {
            return new Read(value, Optional.empty());
        }

        private static Read refused(String text, String code, String message, String remedy) {
            return new Read(text(text), Optional.of(new Problem(code, message, null, remedy)));
        }
    }

    static Read read(ScalarNode node) {
        String text = node.getValue();
        Tag tag = node.getTag();
        if (tag.equals(Tag.STR) || tag.equals(Tag.TIMESTAMP) || node.getScalarStyle() != ScalarStyle.PLAIN) {
            return isForeign(tag) ? foreign(node) : Read.of(text(text));
        }
        if (tag.equals(Tag.BOOL)) {
            return bool(text);
        }
        if (tag.equals(Tag.INT)) {
            return DECIMAL.matcher(text).matches() ? Read.of(integer(text)) : ambiguous(text, "a number");
        }
        if (tag.equals(Tag.FLOAT)) {
            return FRACTION.matcher(text).matches()
                    ? Read.of(JsonNodeFactory.instance.numberNode(Double.parseDouble(text)))
                    : ambiguous(text, "a number");
        }
        if (tag.equals(Tag.NULL)) {
            return Read.refused(
                    text,
                    "missing_value",
                    "The key is here without a value.",
                    "Give it a value, or remove the key to have the default.");
        }
        return isForeign(tag) ? foreign(node) : Read.of(text(text));
    }

    private static boolean isForeign(Tag tag) {
        return !Tag.standardTags.contains(tag) || tag.equals(Tag.BINARY);
    }

    private static Read foreign(ScalarNode node) {
        return Read.refused(
                node.getValue(), "foreign_tag", "The tag " + node.getTag() + " is not supported.", "Remove the tag.");
    }

    private static Read bool(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (BOOLEANS.contains(lower)) {
            return Read.of(JsonNodeFactory.instance.booleanNode(lower.equals("true")));
        }
        boolean yes = Set.of("yes", "on", "y").contains(lower);
        return Read.refused(
                text,
                "ambiguous_value",
                "The value " + text + " is text in one version of YAML and " + yes + " in another.",
                "Write " + yes + " if you mean that, or \"" + text + "\" in quotes for text.");
    }

    private static Read ambiguous(String text, String what) {
        return Read.refused(
                text,
                "ambiguous_value",
                "The value " + text + " is " + what
                        + " in one version of YAML and text, or another number, in another.",
                "Write a number in plain decimal digits, or \"" + text + "\" in quotes for text.");
    }

    private static JsonNode integer(String text) {
        BigInteger value = new BigInteger(text);
        return value.bitLength() < Integer.SIZE
                ? JsonNodeFactory.instance.numberNode(value.intValueExact())
                : JsonNodeFactory.instance.numberNode(value);
    }

    private static JsonNode text(String text) {
        return JsonNodeFactory.instance.textNode(text);
    }
}
