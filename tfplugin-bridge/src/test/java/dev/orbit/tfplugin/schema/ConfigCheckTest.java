// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.schema;

import static dev.orbit.tfplugin.cty.Value.Null.NULL;
import static dev.orbit.tfplugin.cty.Value.Unknown.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.tfplugin.cty.Fields;
import dev.orbit.tfplugin.cty.Type;
import dev.orbit.tfplugin.cty.Value;
import dev.orbit.tfplugin.diag.Diagnostic;
import dev.orbit.tfplugin.schema.Shape.Nesting;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What Terraform leaves to the provider: who may set an attribute, who must, and nulls inside of collections. */
class ConfigCheckTest {

    private static final List<Attribute> PART = List.of(
            Attribute.string("key").required(),
            Attribute.number("count"),
            Attribute.string("code").computed());

    private static final Schema SCHEMA = Schema.resource(
            0,
            "",
            List.of(
                    Attribute.string("id").computed(),
                    Attribute.string("name").required(),
                    Attribute.plain("labels", new Type.MapOf(Type.Primitive.STRING)),
                    Attribute.plain("names", new Type.ListOf(Type.Primitive.STRING)),
                    Attribute.plain("tags", new Type.SetOf(Type.Primitive.STRING)),
                    Attribute.nested("parts", Nesting.LIST, PART),
                    Attribute.nested("named_parts", Nesting.MAP, PART),
                    Attribute.nested("part", Nesting.SINGLE, PART)));

    private static final Fields VALID = fields().with("name", Value.of("n"));

    private static Fields fields() {
        Fields fields = Fields.EMPTY;
        for (Attribute attribute : SCHEMA.attributes()) {
            fields = fields.with(attribute.name(), NULL);
        }
        return fields;
    }

    private static Fields part(Value key) {
        return new Fields(Map.of("key", key, "count", NULL, "code", NULL));
    }

    private static List<String> wrong(Fields config) {
        return ConfigCheck.diagnostics(SCHEMA, config).stream()
                .filter(Diagnostic::isError)
                .map(diagnostic -> diagnostic.path() + ": " + diagnostic.summary())
                .toList();
    }

    @Test
    void whatIsLeftOutOrNotKnownYetIsFine() {
        assertThat(wrong(VALID)).isEmpty();
        assertThat(wrong(VALID.with("name", UNKNOWN).with("part", UNKNOWN).with("parts", UNKNOWN)))
                .isEmpty();
        assertThat(wrong(VALID.with("part", part(UNKNOWN)).with("names", new Value.Items(List.of(UNKNOWN)))))
                .isEmpty();
    }

    @Test
    void whatIsRequiredIsNotNull() {
        assertThat(wrong(fields())).containsExactly("name: Missing value");
        assertThat(wrong(VALID.with("part", part(NULL)))).containsExactly("part.key: Missing value");
        assertThat(wrong(VALID.with("parts", new Value.Items(List.of(part(Value.of("k")), part(NULL))))))
                .containsExactly("parts[1].key: Missing value");
    }

    @Test
    void whatOnlyTheProviderComputesIsNotSet() {
        assertThat(wrong(VALID.with("id", Value.of("x")))).containsExactly("id: Read-only attribute");
        assertThat(wrong(VALID.with("id", UNKNOWN))).containsExactly("id: Read-only attribute");
        assertThat(wrong(VALID.with("part", part(Value.of("k")).with("code", Value.of("c")))))
                .containsExactly("part.code: Read-only attribute");
    }

    @Test
    void noElementIsNull() {
        assertThat(wrong(VALID.with("labels", new Fields(Map.of("retention.ms", NULL, "x", Value.of("1"))))))
                .containsExactly("labels[\"retention.ms\"]: Null element");
        assertThat(wrong(VALID.with("names", new Value.Items(List.of(Value.of("a"), NULL)))))
                .containsExactly("names[1]: Null element");
        assertThat(wrong(VALID.with("tags", new Value.Members(List.of(NULL))))).containsExactly("tags: Null element");
        assertThat(wrong(VALID.with("parts", new Value.Items(List.of(NULL)))))
                .containsExactly("parts[0]: Null element");
        assertThat(wrong(VALID.with("named_parts", new Fields(Map.of("k", NULL)))))
                .containsExactly("named_parts[\"k\"]: Null element");
    }
}
