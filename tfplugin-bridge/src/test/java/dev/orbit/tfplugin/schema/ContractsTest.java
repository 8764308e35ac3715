// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.schema;

import static dev.orbit.tfplugin.cty.Value.Null.NULL;
import static dev.orbit.tfplugin.cty.Value.Unknown.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orbit.tfplugin.cty.Fields;
import dev.orbit.tfplugin.cty.Value;
import dev.orbit.tfplugin.schema.Shape.Nesting;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Terraform's rules, broken one by one. */
class ContractsTest {

    private static final Schema SCHEMA = Schema.resource(
            0,
            "",
            List.of(
                    Attribute.string("id").computed(),
                    Attribute.string("name"),
                    Attribute.nested(
                            "parts",
                            Nesting.LIST,
                            List.of(Attribute.number("count").optionalComputed()))));

    private static final Fields CONFIG = object(NULL, Value.of("n"), parts(NULL));

    private static Fields object(Value id, Value name, Value parts) {
        return new Fields(Map.of("id", id, "name", name, "parts", parts));
    }

    private static Value parts(Value... counts) {
        return new Value.Items(List.of(counts).stream()
                .map(count -> (Value) new Fields(Map.of("count", count)))
                .toList());
    }

    private static List<String> planned(Fields planned) {
        return PlanContract.breaches(SCHEMA, NULL, CONFIG, planned);
    }

    @Test
    void aPlanKeepsWhatIsConfigured() {
        assertThat(planned(object(UNKNOWN, Value.of("n"), parts(Value.of(1))))).isEmpty();
        assertThat(planned(object(UNKNOWN, Value.of("other"), parts(NULL)))).hasSize(1);
        assertThat(planned(object(UNKNOWN, Value.of("n"), parts(NULL, NULL)))).hasSize(1);
        assertThat(planned(object(UNKNOWN, Value.of("n"), UNKNOWN))).hasSize(1);
    }

    @Test
    void aPlanInventsNothing() {
        Fields config = object(NULL, NULL, NULL);

        assertThat(PlanContract.breaches(SCHEMA, NULL, config, object(UNKNOWN, Value.of("n"), NULL)))
                .singleElement()
                .asString()
                .startsWith("name is not configured");
    }

    @Test
    void aPlanMayKeepThePriorSpelling() {
        Fields prior = object(Value.of("i"), Value.of("N"), parts(Value.of(1)));

        assertThat(PlanContract.breaches(SCHEMA, prior, CONFIG, prior)).isEmpty();
    }

    @Test
    void anObjectHasExactlyItsAttributes() {
        assertThat(Conformance.breaches(SCHEMA.type(), new Fields(Map.of("id", NULL, "extra", NULL, "parts", NULL))))
                .containsExactly("extra is not in the schema", "name is missing");
        assertThat(Conformance.breaches(SCHEMA.type(), object(NULL, Value.of(1), Value.of("x"))))
                .hasSize(2);
    }

    @Test
    void anOutcomeThatIsNotAsPlannedIsToldAndNotStored() {
        Fields planned = object(UNKNOWN, Value.of("n"), parts(Value.of(1)));

        ApplyContract.Settled settled =
                ApplyContract.settle(planned, object(Value.of("i"), Value.of("m"), parts(Value.of(2))));

        assertThat(settled.state()).isEqualTo(object(Value.of("i"), Value.of("n"), parts(Value.of(1))));
        assertThat(settled.breaches()).hasSize(2).anyMatch(breach -> breach.startsWith("parts[0].count"));
    }

    @Test
    void nothingIsUnknownAfterApply() {
        ApplyContract.Settled settled =
                ApplyContract.settle(object(UNKNOWN, Value.of("n"), NULL), object(UNKNOWN, Value.of("n"), NULL));

        assertThat(settled.state().get("id")).isEqualTo(NULL);
        assertThat(settled.breaches()).containsExactly("id is still unknown");
    }

    @Test
    void aSchemaThatTerraformWouldRefuseIsRefusedHere() {
        assertThatThrownBy(() -> Schema.resource(0, "", List.of(Attribute.string("count"))))
                .hasMessageContaining("Terraform keeps for itself");
        assertThatThrownBy(() -> Attribute.string("Bad-Name")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Attributes.check(
                        List.of(Attribute.nested(
                                "s", Nesting.SET, List.of(Attribute.string("x").computed()))),
                        Set.of()))
                .hasMessageContaining("set with computed parts");
    }
}
