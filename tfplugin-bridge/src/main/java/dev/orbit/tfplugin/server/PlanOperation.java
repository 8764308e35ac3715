// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.server;

import static dev.orbit.tfplugin.cty.Value.Null.NULL;

import dev.orbit.tfplugin.cty.Fields;
import dev.orbit.tfplugin.cty.Path;
import dev.orbit.tfplugin.cty.Value;
import dev.orbit.tfplugin.diag.Diagnostic;
import dev.orbit.tfplugin.diag.DiagnosticException;
import dev.orbit.tfplugin.resource.ChecksPlan;
import dev.orbit.tfplugin.resource.DerivesPlan;
import dev.orbit.tfplugin.resource.Resource;
import dev.orbit.tfplugin.resource.TakesAlong;
import dev.orbit.tfplugin.schema.PlanContract;
import dev.orbit.tfplugin.schema.Planner;
import java.util.List;

/** Plans the change of one object. */
public final class PlanOperation {

    /** The notes of the plan of a change: where the object is to be replaced, that of the create comes after it. */
    private static final String CHANGE = "change";

    private final Resource resource;

    public PlanOperation(Resource resource) {
        this.resource = resource;
    }

    /**
     * What is to become of an object.
     *
     * @param state null: it is to go
     * @param replacing the attributes for whose sake another object is needed
     * @param notes for the apply of this plan alone; empty: none
     */
    public record Planned(Value state, List<Path> replacing, List<Diagnostic> diagnostics, String notes) {}

    /** Plans what nothing is noted of. */
    public Planned plan(Value prior, Value proposed, Value config) {
        return plan(prior, proposed, config, "");
    }

    /**
     * Plans from what Terraform made of prior state and configuration; null means that the object is to go.
     *
     * @param notes of an earlier plan of this object: a create has them when the object is to be replaced, of the change that
     *     was planned first
     */
    public Planned plan(Value prior, Value proposed, Value config, String notes) {
        if (resource instanceof ChecksPlan checks && prior instanceof Fields fields) {
            checks.isInState(fields);
        }
        if (proposed instanceof Fields fields && config instanceof Fields configured) {
            return change(prior, fields, configured, notes.equals(CHANGE));
        }
        return prior instanceof Fields fields ? destroy(fields) : new Planned(NULL, List.of(), List.of(), "");
    }

    private Planned destroy(Fields prior) {
        List<Diagnostic> diagnostics = resource instanceof ChecksPlan checks ? checks.checkDestroy(prior) : List.of();
        String notes = resource instanceof TakesAlong takes ? takes.alongWith(prior) : "";
        return new Planned(NULL, List.of(), diagnostics, notes);
    }

    private Planned change(Value prior, Fields proposed, Fields config, boolean isReplacement) {
        Fields planned = Planner.plan(resource.schema(), prior, proposed, config);
        if (resource instanceof DerivesPlan derives) {
            planned = derives.derive(prior, planned, config);
        }
        List<String> breaches = PlanContract.breaches(resource.schema(), prior, config, planned);
        if (!breaches.isEmpty()) {
            throw new DiagnosticException(Diagnostic.bug("Terraform would not accept this plan of "
                    + resource.typeName() + ":\n" + String.join("\n", breaches)));
        }
        List<Path> replacing = Planner.replacing(resource.schema(), prior, planned);
        List<Diagnostic> diagnostics = isReplacement && !(prior instanceof Fields)
                ? checkReplacement(planned, config)
                : check(prior, planned, config, replacing);
        return new Planned(planned, replacing, diagnostics, notes(prior));
    }

    /** Terraform hands what the plan of a create noted to the destroy of the object that the new one replaces. */
    private String notes(Value prior) {
        if (prior instanceof Fields) {
            return CHANGE;
        }
        return resource instanceof TakesAlong takes ? takes.alongWithAny() : "";
    }

    private List<Diagnostic> checkReplacement(Fields planned, Fields config) {
        return resource instanceof ChecksPlan checks ? checks.checkReplacement(planned, config) : List.of();
    }

    private List<Diagnostic> check(Value prior, Fields planned, Fields config, List<Path> replacing) {
        if (!(resource instanceof ChecksPlan checks) || planned.equals(prior)) {
            return List.of();
        }
        if (!(prior instanceof Fields before)) {
            return checks.checkCreate(planned, config);
        }
        return replacing.isEmpty() ? checks.checkUpdate(before, planned, config) : checks.checkReplace(before);
    }
}
