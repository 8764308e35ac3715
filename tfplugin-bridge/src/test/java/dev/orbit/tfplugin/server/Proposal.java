// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.server;

import static dev.orbit.tfplugin.cty.Value.Null.NULL;

import dev.orbit.tfplugin.cty.Fields;
import dev.orbit.tfplugin.cty.Value;
import dev.orbit.tfplugin.schema.Attribute;
import dev.orbit.tfplugin.schema.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Objects as Terraform proposes them. */
final class Proposal {

    private Proposal() {}

    /** What Terraform proposes: what is configured, else what was there if the provider may compute it. */
    static Fields of(List<Attribute> attributes, Fields config, Value prior) {
        TreeMap<String, Value> fields = new TreeMap<>();
        for (Attribute attribute : attributes) {
            Value configured = config.get(attribute.name());
            Value before = prior instanceof Fields fieldsBefore ? fieldsBefore.get(attribute.name()) : NULL;
            Value value = configured == NULL && attribute.mode().isComputed() ? before : configured;
            if (attribute.shape() instanceof Shape.Nested nested
                    && nested.nesting() == Shape.Nesting.SINGLE
                    && configured instanceof Fields inner) {
                value = of(nested.attributes(), inner, before);
            } else if (attribute.shape() instanceof Shape.Nested nested && configured instanceof Value.Items items) {
                value = elements(nested, items, before);
            }
            fields.put(attribute.name(), value);
        }
        return new Fields(fields);
    }

    private static Value elements(Shape.Nested nested, Value.Items configs, Value prior) {
        List<Value> elements = new ArrayList<>();
        for (int i = 0; i < configs.items().size(); i++) {
            Value before =
                    prior instanceof Value.Items items && i < items.items().size()
                            ? items.items().get(i)
                            : NULL;
            Value config = configs.items().get(i);
            elements.add(config instanceof Fields fields ? of(nested.attributes(), fields, before) : config);
        }
        return new Value.Items(elements);
    }
}
