// SPDX-License-Identifier: Apache-2.0
package dev.orbit.schemas;

import java.util.List;

/**
 * Which mirror topics are made anew.
 *
 * @param resyncing destination names that are being made anew now, or would be
 * @param errors the topics that were selected and left as they are
 */
public record ResyncResponse(List<String> resyncing, List<TopicProblem> errors) {

    public ResyncResponse {
        resyncing = List.copyOf(resyncing);
        errors = List.copyOf(errors);
    }
}
