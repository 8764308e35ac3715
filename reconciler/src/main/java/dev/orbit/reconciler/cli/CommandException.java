// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.cli;

import dev.orbit.reconciler.client.AgentException;
import dev.orbit.reconciler.documents.DocumentProblem;
import dev.orbit.schemas.Problem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Ends a command with everything that is wrong. */
final class CommandException extends RuntimeException {

    private final transient List<Finding> findings;

    private final transient @Nullable Object done;

    private CommandException(List<Finding> findings, @Nullable Object done) {
        super(findings.toString());
        this.findings = List.copyOf(findings);
        this.done = done;
    }

    static CommandException of(Problem problem) {
        return ofFindings(List.of(Finding.of(problem)));
    }

    static CommandException of(AgentException e) {
        return ofFindings(e.problems().stream().map(Finding::of).toList());
    }

    static CommandException ofFindings(List<Finding> findings) {
        return new CommandException(findings, null);
    }

    static CommandException ofDocuments(List<DocumentProblem> problems) {
        return ofFindings(problems.stream().map(Finding::of).toList());
    }

    /** The same end of a command that had done something before: what it would have printed as JSON of that. */
    CommandException after(Object report) {
        return new CommandException(findings, report);
    }

    /** What was done before; null: nothing that cannot be taken back. */
    @Nullable
    Object done() {
        return done;
    }

    List<Finding> findings() {
        return findings;
    }
}
