// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.documents;

import dev.orbit.schemas.Problem;
import java.util.ArrayList;
import java.util.List;

/** What was found wrong with one file so far, and which of its fields are therefore not to be judged any further. */
final class Findings {

    private final List<DocumentProblem> problems = new ArrayList<>();
    private final PathSet brokenPaths = new PathSet();

    void add(Position position, Problem problem) {
        problems.add(new DocumentProblem(position, problem));
    }

    /** Adds a problem that makes the field unusable: what follows from it is not reported on top. */
    void addBroken(String path, Position position, Problem problem) {
        brokenPaths.add(path);
        add(position, problem);
    }

    boolean isBroken(String path) {
        return brokenPaths.contains(path);
    }

    /** Whether a problem at this path may be a mere consequence of one that was reported. */
    boolean concernsBroken(String path) {
        return brokenPaths.hasRelated(path);
    }

    List<DocumentProblem> problems() {
        return List.copyOf(problems);
    }
}
