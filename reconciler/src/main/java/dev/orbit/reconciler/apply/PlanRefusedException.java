// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.apply;

import dev.orbit.reconciler.client.AgentException;
import dev.orbit.reconciler.plan.Plan;
import dev.orbit.schemas.Problem;
import java.util.List;

/** The agents did not carry a plan out, or would not. Field paths of its problems are those of the batch: {@code changes[0].spec...}. */
public final class PlanRefusedException extends RuntimeException {

    private static final int BAD_REQUEST = 400;

    private final Plan plan;
    private final List<Problem> problems;
    private final int status;

    PlanRefusedException(Plan plan, AgentException cause) {
        super(cause.getMessage(), cause);
        this.plan = plan;
        this.problems = cause.problems();
        this.status = cause.status();
    }

    /** The plan that was refused. */
    public Plan plan() {
        return plan;
    }

    /** Whether the documents are at fault, and not the way to the agents or someone else's write. */
    public boolean isAboutDocuments() {
        return status == BAD_REQUEST;
    }

    /** All problems, at least one. */
    public List<Problem> problems() {
        return problems;
    }
}
