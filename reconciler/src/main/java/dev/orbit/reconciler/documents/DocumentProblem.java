// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.documents;

import dev.orbit.schemas.Problem;

/** Something wrong in a file, and where. */
public record DocumentProblem(Position position, Problem problem) {

    @Override
    public String toString() {
        return position + ": " + problem;
    }
}
