// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.schema;

import static dev.orbit.tfplugin.cty.Value.Null.NULL;
import static dev.orbit.tfplugin.cty.Value.Unknown.UNKNOWN;

import dev.orbit.tfplugin.cty.Fields;
import dev.orbit.tfplugin.cty.Path;
import dev.orbit.tfplugin.cty.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Terraform's rule for the object after apply: a known planned value is what it is now, and nothing is unknown any more.
 * A breach would taint the object, and a tainted object is destroyed by the next apply; so what was planned is kept, the
 * breaches are told, and the next refresh finds the difference.
 */
public final class ApplyContract {

    private final List<String> breaches = new ArrayList<>();

    private ApplyContract() {}

    /**
     * An outcome as it can be told.
     *
     * @param state what Terraform will accept
     * @param breaches where the outcome was another than planned
     */
    public record Settled(Fields state, List<String> breaches) {
        public Settled {
            breaches = List.copyOf(breaches);
        }
    }

    /** Brings an outcome in line with its plan; both conform to the schema. */
    public static Settled settle(Fields planned, Fields outcome) {
        ApplyContract contract = new ApplyContract();
        Value state = contract.settle(Path.ROOT, planned, outcome);
        return new Settled((Fields) state, contract.breaches);
    }

    private Value settle(Path path, Value planned, Value outcome) {
        if (planned == UNKNOWN) {
            return settled(path, outcome);
        }
        if (planned instanceof Fields plans
                && outcome instanceof Fields outcomes
                && plans.values().keySet().equals(outcomes.values().keySet())) {
            TreeMap<String, Value> result = new TreeMap<>();
            plans.values()
                    .forEach((name, plan) -> result.put(name, settle(path.attribute(name), plan, outcomes.get(name))));
            return new Fields(result);
        }
        if (planned instanceof Value.Items plans
                && outcome instanceof Value.Items outcomes
                && plans.items().size() == outcomes.items().size()) {
            List<Value> result = new ArrayList<>();
            for (int i = 0; i < plans.items().size(); i++) {
                result.add(settle(
                        path.index(i), plans.items().get(i), outcomes.items().get(i)));
            }
            return new Value.Items(result);
        }
        if (!planned.isWhollyKnown()) {
            return settled(path, outcome);
        }
        if (!planned.equals(outcome)) {
            breaches.add(path + " was planned as " + planned + " and is " + outcome);
        }
        return planned;
    }

    private Value settled(Path path, Value outcome) {
        if (outcome.isWhollyKnown()) {
            return outcome;
        }
        breaches.add(path + " is still unknown");
        return NULL;
    }
}
