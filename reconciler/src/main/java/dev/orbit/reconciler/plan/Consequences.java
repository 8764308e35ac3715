// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.plan;

import dev.orbit.schemas.ChangesResponse.TopicEffect;
import dev.orbit.schemas.Problem;
import java.util.List;

/**
 * What a plan does to topics, as the agents foresee it against the live source and destination.
 *
 * @param topics those that the plan leaves alone are not listed
 * @param warnings what the operator should know and what does not stop the plan
 */
public record Consequences(List<TopicEffect> topics, List<Problem> warnings) {

    /** Of a plan that changes nothing. */
    public static final Consequences NONE = new Consequences(List.of(), List.of());

    public Consequences {
        topics = List.copyOf(topics);
        warnings = List.copyOf(warnings);
    }
}
