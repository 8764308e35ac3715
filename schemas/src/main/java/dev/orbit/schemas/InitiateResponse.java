// SPDX-License-Identifier: Apache-2.0
package dev.orbit.schemas;

import java.util.List;

/**
 * Which migrations started.
 *
 * @param initiated destination names that are MIGRATING now, or would be
 * @param errors the topics that were selected and not started
 */
public record InitiateResponse(List<String> initiated, List<TopicProblem> errors) {

    public InitiateResponse {
        initiated = List.copyOf(initiated);
        errors = List.copyOf(errors);
    }
}
