// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.request;

import dev.orbit.schemas.Problem;
import java.util.List;

/** A call of the HTTP API that is refused: its status, and every problem found. */
final class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient List<Problem> problems;

    RefusedException(int status, List<Problem> problems) {
        super(problems.toString());
        this.status = status;
        this.problems = List.copyOf(problems);
    }

    RefusedException(int status, Problem problem) {
        this(status, List.of(problem));
    }

    int status() {
        return status;
    }

    List<Problem> problems() {
        return problems;
    }
}
