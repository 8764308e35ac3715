// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.client;

import dev.orbit.schemas.Problem;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The agents refused a call, or gave no usable answer. Its problems are fit to be shown to a user as they are. */
public final class AgentException extends RuntimeException {

    /** There was no HTTP answer. */
    public static final int NO_STATUS = 0;

    private final int status;
    private final List<Problem> problems;

    /** @param problems at least one */
    public AgentException(int status, List<Problem> problems) {
        this(status, problems, null);
    }

    AgentException(int status, List<Problem> problems, @Nullable Throwable cause) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")), cause);
        this.status = status;
        this.problems = List.copyOf(problems);
        if (this.problems.isEmpty()) {
            throw new IllegalArgumentException("an AgentException needs at least one problem");
        }
    }

    /** The HTTP status, or {@link #NO_STATUS}. */
    public int status() {
        return status;
    }

    /** All problems, at least one. */
    public List<Problem> problems() {
        return problems;
    }
}
