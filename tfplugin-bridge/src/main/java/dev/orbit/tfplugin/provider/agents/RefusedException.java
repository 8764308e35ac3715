// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.provider.agents;

import dev.orbit.tfplugin.diag.Diagnostic;
import dev.orbit.tfplugin.diag.DiagnosticException;
import java.util.List;

/** The agents answered that they do not do it: nothing was carried out. After any other failure that is not known. */
public final class RefusedException extends DiagnosticException {

    RefusedException(List<Diagnostic> diagnostics) {
        super(diagnostics);
    }
}
