// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.schema;

import static dev.orbit.tfplugin.cty.Value.Null.NULL;
import static dev.orbit.tfplugin.cty.Value.Unknown.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.tfplugin.cty.Fields;
import dev.orbit.tfplugin.cty.Path;
import dev.orbit.tfplugin.cty.Value;
import dev.orbit.tfplugin.schema.Shape.Nesting;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlannerTest {

    private static final Schema SCHEMA = Schema.resource(
            0,
            "",
            List.of(
                    Attribute.string("id").computed().stable(),
                    Attribute.number("version").computed(),
                    Attribute.string("name").required().replaced(),
                    Attribute.number("size").defaultsTo(Value.of(3)),
                    Attribute.nested(
                            "parts",
                            Nesting.LIST,
                            List.of(
                                    Attribute.string("key").required(),
                                    Attribute.number("count").defaultsTo(Value.of(1)),
                                    Attribute.string("code").computed().stable()))));

    private static final Fields CONFIG = fields(Map.of("name", Value.of("n"), "parts", parts(part("k"))));

    /** As Terraform sends it on create: computed attributes that are not configured are null. */
    private static Fields fields(Map<String, ? extends Value> set) {
        Fields fields = new Fields(set);
        for (Attribute attribute : SCHEMA.attributes()) {
            fields = fields.with(attribute.name(), fields.get(attribute.name()));
        }
        return fields;
    }

    private static Fields part(String key) {
        return new Fields(Map.of("key", Value.of(key), "count", NULL, "code", NULL));
    }

    private static Value parts(Value... parts) {
        return new Value.Items(List.of(parts));
    }

    private static Fields stored() {
        Fields part = new Fields(Map.of("key", Value.of("k"), "count", Value.of(1), "code", Value.of("c")));
        return fields(Map.of(
                "id", Value.of("i"),
                "version", Value.of(7),
                "name", Value.of("n"),
                "size", Value.of(3),
                "parts", parts(part)));
    }

    @Test
    void fillsInDefaultsAndLeavesTheComputedOpenOnCreate() {
        Fields planned = Planner.plan(SCHEMA, NULL, CONFIG, CONFIG);

        Fields part = new Fields(Map.of("key", Value.of("k"), "count", Value.of(1), "code", UNKNOWN));
        assertThat(planned)
                .isEqualTo(fields(Map.of(
                        "id", UNKNOWN,
                        "version", UNKNOWN,
                        "name", Value.of("n"),
                        "size", Value.of(3),
                        "parts", parts(part))));
    }

    @Test
    void plansNothingWhereNothingChanges() {
        assertThat(Planner.plan(SCHEMA, stored(), stored(), CONFIG)).isEqualTo(stored());
    }

    @Test
    void keepsOnlyWhatIsStableWhenSomethingChanges() {
        Fields config = CONFIG.with("size", Value.of(4));

        Fields planned = Planner.plan(SCHEMA, stored(), stored().with("size", Value.of(4)), config);

        assertThat(planned).isEqualTo(stored().with("size", Value.of(4)).with("version", UNKNOWN));
    }

    @Test
    void returnsToTheDefaultWhenAnAttributeIsLeftOutAgain() {
        Fields prior = stored().with("size", Value.of(9));

        assertThat(Planner.plan(SCHEMA, prior, prior, CONFIG).get("size")).isEqualTo(Value.of(3));
    }

    @Test
    void leavesConfiguredUnknownsAlone() {
        Fields config = CONFIG.with("name", UNKNOWN).with("parts", UNKNOWN);

        Fields planned = Planner.plan(SCHEMA, NULL, config, config);

        assertThat(planned.get("name")).isEqualTo(UNKNOWN);
        assertThat(planned.get("parts")).isEqualTo(UNKNOWN);
        assertThat(PlanContract.breaches(SCHEMA, NULL, config, planned)).isEmpty();
    }

    @Test
    void replacesForTheAttributesThatSaySoAndOnlyWhereThereIsSomething() {
        Fields renamed = stored().with("name", Value.of("other"));

        assertThat(Planner.replacing(SCHEMA, stored(), renamed)).containsExactly(Path.of("name"));
        assertThat(Planner.replacing(SCHEMA, stored(), stored().with("size", Value.of(4))))
                .isEmpty();
        assertThat(Planner.replacing(SCHEMA, NULL, renamed)).isEmpty();
    }
}
