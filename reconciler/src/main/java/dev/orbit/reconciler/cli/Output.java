// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.orbit.reconciler.text.ProblemText;
import dev.orbit.schemas.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Prints results: JSON alone on standard output, or text for people. */
final class Output {

    private final Terminal terminal;
    private final boolean json;

    Output(Terminal terminal, boolean json) {
        this.terminal = terminal;
        this.json = json;
    }

    /** @param done what the command had done before; null: nothing */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Errors(List<Finding> errors, @Nullable Object done) {}

    /** Prints one line of JSON. */
    void json(Object value) {
        try {
            terminal.print(Json.MAPPER.writeValueAsString(value) + "\n");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(
                    "cannot serialise a " + value.getClass().getSimpleName(), e);
        }
    }

    /** Prints what stopped a command before it did anything. */
    void errors(List<Finding> findings) {
        errors(findings, null);
    }

    /**
     * Prints what stopped a command.
     *
     * @param done what it had done before, which was printed as it went where that is not JSON; null: nothing
     */
    void errors(List<Finding> findings, @Nullable Object done) {
        if (json) {
            json(new Errors(findings, done));
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
