// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.diag;

import dev.orbit.tfplugin.cty.Path;

/**
 * What a user is told about a configuration, a plan or an apply.
 *
 * @param summary one line, never empty
 * @param detail what is there, and what to do about it; may have several lines
 * @param path what it is about; the root when it is about the whole object
 */
public record Diagnostic(Severity severity, String summary, String detail, Path path) {

    /** How grave it is. */
    public enum Severity {
        /** What was asked for is not done. */
        ERROR,
        /** What was asked for is done, and the user should know this. */
        WARNING
    }

    public Diagnostic {
        if (summary.isBlank()) {
            throw new IllegalArgumentException("a diagnostic needs a summary; its detail is: " + detail);
        }
    }

    public static Diagnostic error(String summary, String detail) {
        return new Diagnostic(Severity.ERROR, summary, detail, Path.ROOT);
    }

    public static Diagnostic warning(String summary, String detail) {
        return new Diagnostic(Severity.WARNING, summary, detail, Path.ROOT);
    }

    /** A breach of contract inside the provider. */
    public static Diagnostic bug(String detail) {
        return error(
                "The Orbit provider is at fault",
                detail
                        + "\n\nThis is a bug in the provider, and nothing in the configuration mends it. Please report it"
                        + " with this text.");
    }

    public Diagnostic at(Path where) {
        return new Diagnostic(severity, summary, detail, where);
    }

    public Diagnostic asWarning() {
        return new Diagnostic(Severity.WARNING, summary, detail, path);
    }

    public boolean isError() {
        return severity == Severity.ERROR;
    }
}
