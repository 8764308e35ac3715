// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.server;

import dev.orbit.tfplugin.diag.Diagnostic;
import dev.orbit.tfplugin.diag.DiagnosticException;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/** What a user is told about something thrown. */
public final class Failures {

    private static final Logger LOG = Logger.getLogger(Failures.class.getName());

    private Failures() {}

    /** What was foreseen in its own words; anything else is our fault, with its trace in the log. */
    public static List<Diagnostic> diagnostics(Throwable failure) {
        if (failure instanceof DiagnosticException foreseen) {
            return foreseen.diagnostics();
        }
        LOG.log(Level.SEVERE, "a call failed unexpectedly", failure);
        StackTraceElement[] trace = failure.getStackTrace();
        return List.of(Diagnostic.bug(failure + (trace.length == 0 ? "" : " at " + trace[0])));
    }
}
