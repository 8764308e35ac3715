// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.schema;

import static dev.orbit.tfplugin.cty.Value.Null.NULL;

import dev.orbit.tfplugin.cty.Fields;
import dev.orbit.tfplugin.cty.Value;
import dev.orbit.tfplugin.schema.Shape.Nested;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Walks into the objects of a nested attribute, beside the configured and the earlier object of each. */
final class Nest {

    /** Makes a new object out of one, its configuration, and what it was before (null: it was not there). */
    interface Rewrite {
        Fields rewrite(List<Attribute> attributes, Fields object, Fields config, Value prior);
    }

    private Nest() {}

    /** Objects correspond by position or key; those of a set to none, so a set stays as it is. */
    static Value rewrite(Nested nested, Value value, Value config, Value prior, Rewrite rewrite) {
        List<Attribute> inner = nested.attributes();
        if (value instanceof Fields map && config instanceof Fields configs) {
            if (nested.nesting() == Shape.Nesting.SINGLE) {
                return rewrite.rewrite(inner, map, configs, prior);
            }
            TreeMap<String, Value> result = new TreeMap<>();
            map.values()
                    .forEach((key, object) ->
                            result.put(key, element(inner, object, configs.get(key), field(prior, key), rewrite)));
            return new Fields(result);
        }
        if (value instanceof Value.Items list && config instanceof Value.Items configs) {
            List<Value> result = new ArrayList<>();
            for (int i = 0; i < list.items().size(); i++) {
                result.add(element(inner, list.items().get(i), item(configs, i), item(prior, i), rewrite));
            }
            return new Value.Items(result);
        }
        return value;
    }

    private static Value element(List<Attribute> inner, Value object, Value config, Value prior, Rewrite rewrite) {
        return object instanceof Fields fields && config instanceof Fields configs
                ? rewrite.rewrite(inner, fields, configs, prior)
                : object;
    }

    /** An attribute or element of what may not be there. */
    static Value field(Value value, String name) {
        return value instanceof Fields fields ? fields.get(name) : NULL;
    }

    /** An element of a list that may not be there, or be shorter. */
    static Value item(Value value, int index) {
        return value instanceof Value.Items list && index < list.items().size()
                ? list.items().get(index)
                : NULL;
    }
}
