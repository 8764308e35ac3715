// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.orbit.reconciler.text.ProblemText;
import dev.orbit.schemas.Json;
import java.util.List;

/** Prints results: JSON alone on standard output, or text for people. */
final class Output {

    private final Terminal terminal;
    private final boolean json;

    Output(Terminal terminal, boolean json) {
        this.terminal = terminal;
        this.json = json;
    }

    /** The body of an error. */
    private record Errors(List<Finding> errors) {}

    /** Prints one line of JSON. */
    void json(Object value) {
        try {
            terminal.print(Json.MAPPER.writeValueAsString(value) + "\n");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(
                    "cannot serialise a " + value.getClass().getSimpleName(), e);
        }
    }

    /** Prints what stopped a command. */
    void errors(List<Finding> findings) {
        if (json) {
            json(new Errors(findings));
        } else {
            findings.forEach(finding ->
                    terminal.printError(ProblemText.error(terminal.paint(), finding.place(), finding.problem())));
        }
    }

    /** Prints what stops nothing, for people. */
    void warnings(List<Finding> findings) {
        findings.forEach(finding ->
                terminal.printError(ProblemText.warning(terminal.paint(), finding.place(), finding.problem())));
    }
}
