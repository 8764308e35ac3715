// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.cli;

import dev.orbit.reconciler.documents.DocumentProblem;
import dev.orbit.schemas.Problem;
import java.util.List;

/** Ends a command with everything that is wrong. */
final class CommandException extends RuntimeException {

    private final transient List<Finding> findings;

    private CommandException(List<Finding> findings) {
        super(findings.toString());
        this.findings = List.copyOf(findings);
    }

    static CommandException of(Problem problem) {
        return new CommandException(List.of(Finding.of(problem)));
    }

    static CommandException ofFindings(List<Finding> findings) {
        return new CommandException(findings);
    }

    static CommandException ofDocuments(List<DocumentProblem> problems) {
        return new CommandException(problems.stream().map(Finding::of).toList());
    }

    List<Finding> findings() {
        return findings;
    }
}
