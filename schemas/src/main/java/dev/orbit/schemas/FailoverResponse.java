// SPDX-License-Identifier: Apache-2.0
package dev.orbit.schemas;

import java.util.List;

/**
 * Which mirror topics are opened without their source. What each left behind is told with the topic, once it is open.
 *
 * @param failingOver destination names that are being opened now, or would be
 * @param errors the topics that were selected and left as they are
 */
public record FailoverResponse(List<String> failingOver, List<TopicProblem> errors) {

    public FailoverResponse {
        failingOver = List.copyOf(failingOver);
        errors = List.copyOf(errors);
    }
}
