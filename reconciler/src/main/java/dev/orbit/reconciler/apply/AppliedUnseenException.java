// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.apply;

import dev.orbit.reconciler.client.AgentException;
import dev.orbit.schemas.Problem;

/** The agents carried a plan out, and then could not be asked what came of it. */
public final class AppliedUnseenException extends RuntimeException {

    private final transient Problem problem;

    AppliedUnseenException(AgentException cause) {
        super(cause.getMessage(), cause);
        Problem first = cause.problems().get(0);
        this.problem = new Problem(
                first.code(),
                "The changes were made; what came of them could not be read: " + first.message(),
                first.field(),
                first.remedy());
    }

    /** That the changes were made, and why nothing is known of what came of them. */
    public Problem problem() {
        return problem;
    }
}
