// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.resource;

import dev.orbit.tfplugin.cty.Fields;
import dev.orbit.tfplugin.diag.Diagnostic;
import java.util.List;

/** A resource that may take other objects along when it goes: only those that the plan has shown. */
public interface TakesAlong {

    /** Notes what would go with the object as things stand, as far as the plan shows it. Kept with the plan. */
    String alongWith(Fields prior);

    /**
     * Notes what would go with any of the objects of the state: a plan to create one does not tell which of them it
     * replaces. Kept with the plan.
     */
    String alongWithAny();

    /**
     * Deletes the object; one that is gone is deleted. Returns warnings.
     *
     * @param alongWith what the plan noted; empty: the host made none, and all may go
     * @throws dev.orbit.tfplugin.diag.DiagnosticException when something else would go too; then nothing is deleted
     */
    List<Diagnostic> delete(Fields prior, String alongWith);
}
