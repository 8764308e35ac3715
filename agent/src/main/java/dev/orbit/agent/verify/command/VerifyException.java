// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.verify.command;

import dev.orbit.schemas.Problem;
import java.util.List;
import java.util.stream.Collectors;

/** Nothing can be compared, and why. */
final class VerifyException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    VerifyException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    static VerifyException of(String code, String message, String remedy) {
        return new VerifyException(List.of(new Problem(code, message, null, remedy)));
    }

    /** At least one. */
    List<Problem> problems() {
        return problems;
    }
}
