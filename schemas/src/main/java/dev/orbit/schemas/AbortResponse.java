// SPDX-License-Identifier: Apache-2.0
package dev.orbit.schemas;

import java.util.List;

/**
 * Which migrations were rolled back.
 *
 * @param aborted destination names that are in PROXY again
 * @param errors the topics that were selected and not aborted
 */
public record AbortResponse(List<String> aborted, List<TopicProblem> errors) {

    public AbortResponse {
        aborted = List.copyOf(aborted);
        errors = List.copyOf(errors);
    }
}
