// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.schema;

import static dev.orbit.tfplugin.cty.Value.Null.NULL;
import static dev.orbit.tfplugin.cty.Value.Unknown.UNKNOWN;

import dev.orbit.tfplugin.cty.Fields;
import dev.orbit.tfplugin.cty.Path;
import dev.orbit.tfplugin.cty.Value;
import dev.orbit.tfplugin.schema.Shape.Nested;
import java.util.List;
import java.util.TreeMap;

/**
 * Turns the object that Terraform proposes into the planned one, by the schema alone:
 *
 * <ol>
 *   <li>attributes left out of the configuration get their defaults;
 *   <li>if that is what there was before, nothing changes, and that is the plan;
 *   <li>else what the provider computes is unknown until apply, unless it keeps its prior value.
 * </ol>
 */
public final class Planner {

    private Planner() {}

    /** Plans one object; on create, what was there before is null. */
    public static Fields plan(Schema schema, Value prior, Fields proposed, Fields config) {
        Fields filled = withDefaults(schema.attributes(), proposed, config, prior);
        return filled.equals(prior) ? filled : withUnknowns(schema.attributes(), filled, config, prior);
    }

    /** A stored object with the defaults of attributes that were not there yet when it was stored. */
    public static Fields completed(Schema schema, Fields stored) {
        return withDefaults(schema.attributes(), stored, stored, NULL);
    }

    /** The attributes whose planned value needs another object; none on create. */
    public static List<Path> replacing(Schema schema, Value prior, Fields planned) {
        if (!(prior instanceof Fields before)) {
            return List.of();
        }
        return schema.attributes().stream()
                .filter(attribute -> attribute.is(Attribute.Trait.REPLACES))
                .map(Attribute::name)
                .filter(name -> !planned.get(name).equals(before.get(name)))
                .map(Path::of)
                .toList();
    }

    private static Fields withDefaults(List<Attribute> attributes, Fields object, Fields config, Value prior) {
        TreeMap<String, Value> result = new TreeMap<>();
        for (Attribute attribute : attributes) {
            String name = attribute.name();
            Value value = object.get(name);
            Value configured = config.get(name);
            if (configured == NULL && attribute.defaultValue() != null) {
                value = attribute.defaultValue();
            } else if (attribute.shape() instanceof Nested nested) {
                value = Nest.rewrite(nested, value, configured, NULL, Planner::withDefaults);
            }
            result.put(name, value);
        }
        return new Fields(result);
    }

    private static Fields withUnknowns(List<Attribute> attributes, Fields object, Fields config, Value prior) {
        TreeMap<String, Value> result = new TreeMap<>();
        for (Attribute attribute : attributes) {
            String name = attribute.name();
            result.put(name, withUnknowns(attribute, object.get(name), config.get(name), Nest.field(prior, name)));
        }
        return new Fields(result);
    }

    private static Value withUnknowns(Attribute attribute, Value value, Value config, Value before) {
        if (config == NULL) {
            boolean computed = attribute.mode().isComputed() && attribute.defaultValue() == null;
            boolean kept = attribute.is(Attribute.Trait.STABLE) && before != NULL;
            return !computed ? value : kept ? before : UNKNOWN;
        }
        return attribute.shape() instanceof Nested nested
                ? Nest.rewrite(nested, value, config, before, Planner::withUnknowns)
                : value;
    }
}
