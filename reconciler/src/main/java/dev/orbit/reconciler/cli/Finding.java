// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.orbit.reconciler.documents.DocumentProblem;
import dev.orbit.schemas.Problem;
import org.jspecify.annotations.Nullable;

/** A problem as {@code --json} prints it: the API's shape, and the place in a file where it has one. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Finding(
        String code,
        String message,
        @Nullable String field,
        String remedy,
        @Nullable String file,
        @Nullable Integer line,
        @Nullable Integer column) {

    static Finding of(Problem problem) {
        return new Finding(problem.code(), problem.message(), problem.field(), problem.remedy(), null, null, null);
    }

    static Finding of(DocumentProblem found) {
        Problem problem = found.problem();
        boolean whole = found.position().line() == 0;
        return new Finding(
                problem.code(),
                problem.message(),
                problem.field(),
                problem.remedy(),
                found.position().file(),
                whole ? null : (Integer) found.position().line(),
                whole ? null : (Integer) found.position().column());
    }

    /** Such as {@code links/eu.yaml:3:5}; empty where it is in no file. */
    String place() {
        if (file == null) {
            return "";
        }
        return line == null ? file : file + ":" + line + ":" + column;
    }

    Problem problem() {
        return new Problem(code, message, field, remedy);
    }
}
