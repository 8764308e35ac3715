// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.diag;

import java.util.List;
import java.util.stream.Collectors;

/** What was asked for cannot be done, for reasons that a user can act on. */
public class DiagnosticException extends RuntimeException {

    private final List<Diagnostic> diagnostics;

    /** Tells all of these, with at least one error among them. */
    public DiagnosticException(List<Diagnostic> diagnostics) {
        super(diagnostics.stream().map(d -> d.summary() + ": " + d.detail()).collect(Collectors.joining("\n")));
        if (diagnostics.stream().noneMatch(Diagnostic::isError)) {
            throw new IllegalArgumentException("a DiagnosticException needs at least one error");
        }
        this.diagnostics = List.copyOf(diagnostics);
    }

    public DiagnosticException(Diagnostic diagnostic) {
        this(List.of(diagnostic));
    }

    public List<Diagnostic> diagnostics() {
        return diagnostics;
    }
}
