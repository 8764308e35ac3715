// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.server;

import static dev.orbit.tfplugin.cty.Value.Null.NULL;

import dev.orbit.tfplugin.cty.Fields;
import dev.orbit.tfplugin.cty.Value;
import dev.orbit.tfplugin.diag.Diagnostic;
import dev.orbit.tfplugin.resource.Outcome;
import dev.orbit.tfplugin.resource.Resource;
import dev.orbit.tfplugin.resource.TakesAlong;
import dev.orbit.tfplugin.schema.ApplyContract;
import dev.orbit.tfplugin.schema.Conformance;
import java.util.ArrayList;
import java.util.List;

/**
 * Carries out the change of one object. A failed create leaves no object in the state, for Terraform would destroy and
 * create again one that came with an error; a failed update or delete leaves the one from before.
 */
public final class ApplyOperation {

    private final Resource resource;

    public ApplyOperation(Resource resource) {
        this.resource = resource;
    }

    /** How it ended: the object as it is now, null when there is none. */
    public record Applied(Value state, List<Diagnostic> diagnostics) {}

    /** Carries out a plan that has no notes; null means that the object is to go. */
    public Applied apply(Value prior, Value planned, Value config) {
        return apply(prior, planned, config, "");
    }

    /**
     * Carries out a plan; null means that the object is to go.
     *
     * @param notes of the plan, or what else Terraform keeps
     */
    public Applied apply(Value prior, Value planned, Value config, String notes) {
        try {
            return planned instanceof Fields fields ? change(prior, fields, config) : delete(prior, notes);
        } catch (RuntimeException e) {
            return new Applied(prior, Failures.diagnostics(e));
        }
    }

    private Applied delete(Value prior, String notes) {
        if (!(prior instanceof Fields fields)) {
            return new Applied(NULL, List.of());
        }
        return new Applied(
                NULL, resource instanceof TakesAlong takes ? takes.delete(fields, notes) : resource.delete(fields));
    }

    private Applied change(Value prior, Fields planned, Value config) {
        Fields configured = config instanceof Fields fields ? fields : Fields.EMPTY;
        Outcome outcome = prior instanceof Fields before
                ? resource.update(before, planned, configured)
                : resource.create(planned, configured);
        if (!(outcome.state() instanceof Fields state)) {
            throw new IllegalStateException(resource.typeName() + " was to be there after apply and is not");
        }
        List<String> nonconforming = Conformance.breaches(resource.schema().type(), state);
        if (!nonconforming.isEmpty()) {
            throw new IllegalStateException(
                    resource.typeName() + " is not of its schema: " + String.join("; ", nonconforming));
        }
        return settled(planned, state, outcome.warnings());
    }

    private Applied settled(Fields planned, Fields state, List<Diagnostic> warnings) {
        ApplyContract.Settled settled = ApplyContract.settle(planned, state);
        List<Diagnostic> diagnostics = new ArrayList<>(warnings);
        if (!settled.breaches().isEmpty()) {
            diagnostics.add(Diagnostic.warning(
                    "The outcome is not what was planned",
                    "The change of " + resource.typeName() + " was carried out, and this came of it:\n"
                            + String.join("\n", settled.breaches()) + "\nRun terraform plan to see where it stands."));
        }
        return new Applied(settled.state(), diagnostics);
    }
}
