// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.resource;

import dev.orbit.tfplugin.cty.Fields;
import dev.orbit.tfplugin.diag.Diagnostic;
import java.util.List;

/** A resource that may take other objects along when it goes: only those that the plan has shown. */
public interface TakesAlong {

    /** Notes what would go with the object as things stand; empty when that cannot be told. Kept with the plan. */
    String alongWith(Fields prior);

    /**
     * Deletes the object; one that is gone is deleted. Returns warnings.
     *
     * @param alongWith what the plan noted
     * @throws dev.orbit.tfplugin.diag.DiagnosticException when something else would go too; then nothing is deleted
     */
    List<Diagnostic> delete(Fields prior, String alongWith);
}
