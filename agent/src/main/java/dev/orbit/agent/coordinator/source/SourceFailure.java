// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.source;

import dev.orbit.schemas.Problem;
import java.util.List;
import java.util.stream.Collectors;

/** A source could not be asked; the message tells an operator why, and what to do about it. */
public final class SourceFailure extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    /** For one or more problems, whose fields are relative to the link document. */
    public SourceFailure(List<Problem> problems) {
        super(problems.stream()
                .map(problem -> problem.message() + " " + problem.remedy())
                .collect(Collectors.joining(" ")));
        this.problems = List.copyOf(problems);
    }

    public List<Problem> problems() {
        return problems;
    }
}
