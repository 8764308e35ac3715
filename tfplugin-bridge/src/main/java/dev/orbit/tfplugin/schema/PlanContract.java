// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.schema;

import static dev.orbit.tfplugin.cty.Value.Null.NULL;

import dev.orbit.tfplugin.cty.Fields;
import dev.orbit.tfplugin.cty.Path;
import dev.orbit.tfplugin.cty.Value;
import dev.orbit.tfplugin.schema.Shape.Nested;
import java.util.ArrayList;
import java.util.List;

/**
 * Terraform's rules for a planned object: what is configured is planned as it is configured, or stays as it was; what is
 * not configured is null unless the provider computes it.
 */
public final class PlanContract {

    private final List<String> breaches = new ArrayList<>();

    private PlanContract() {}

    /** Which rules the planned object breaks; none when Terraform will accept it. */
    public static List<String> breaches(Schema schema, Value prior, Fields config, Fields planned) {
        List<String> nonconforming = Conformance.breaches(schema.type(), planned);
        if (!nonconforming.isEmpty()) {
            return nonconforming;
        }
        PlanContract contract = new PlanContract();
        contract.check(Path.ROOT, schema.attributes(), prior, config, planned);
        return contract.breaches;
    }

    private void check(Path path, List<Attribute> attributes, Value prior, Fields config, Fields planned) {
        for (Attribute attribute : attributes) {
            String name = attribute.name();
            check(path.attribute(name), attribute, Nest.field(prior, name), config.get(name), planned.get(name));
        }
    }

    private void check(Path path, Attribute attribute, Value prior, Value config, Value planned) {
        if (config == NULL) {
            if (!attribute.mode().isComputed() && planned != NULL) {
                breaches.add(path + " is not configured, not computed, and planned as " + planned);
            }
        } else if (planned.equals(config) || (prior != NULL && planned.equals(prior))) {
            return;
        } else if (attribute.shape() instanceof Nested nested) {
            checkNested(path, nested, prior, config, planned);
        } else {
            breaches.add(path + " is configured as " + config + " and planned as " + planned);
        }
    }

    private void checkNested(Path path, Nested nested, Value prior, Value config, Value planned) {
        List<Attribute> inner = nested.attributes();
        if (config instanceof Fields configs && planned instanceof Fields plans) {
            if (nested.nesting() == Shape.Nesting.SINGLE) {
                check(path, inner, prior, configs, plans);
            } else if (configs.values().keySet().equals(plans.values().keySet())) {
                plans.values()
                        .forEach((key, plan) ->
                                checkElement(path.key(key), inner, Nest.field(prior, key), configs.get(key), plan));
            } else {
                breaches.add(path + " is planned with other keys than configured");
            }
        } else if (config instanceof Value.Items configs
                && planned instanceof Value.Items plans
                && configs.items().size() == plans.items().size()) {
            for (int i = 0; i < plans.items().size(); i++) {
                checkElement(
                        path.index(i),
                        inner,
                        Nest.item(prior, i),
                        configs.items().get(i),
                        plans.items().get(i));
            }
        } else {
            breaches.add(path + " is configured as " + config + " and planned as " + planned);
        }
    }

    private void checkElement(Path path, List<Attribute> inner, Value prior, Value config, Value planned) {
        if (config instanceof Fields configs && planned instanceof Fields plans) {
            check(path, inner, prior, configs, plans);
        } else if (!planned.equals(config)) {
            breaches.add(path + " is configured as " + config + " and planned as " + planned);
        }
    }
}
