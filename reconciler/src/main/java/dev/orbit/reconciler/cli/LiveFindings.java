// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.cli;

import dev.orbit.reconciler.documents.DocumentProblem;
import dev.orbit.reconciler.documents.LinkDocument;
import dev.orbit.schemas.Problem;
import java.util.List;

/** What an agent found about a link, in terms of the file that declares it. */
final class LiveFindings {

    private static final String LINK = "link";
    private static final String MAPPINGS = "topic_mappings[";

    private LiveFindings() {}

    static List<Finding> of(LinkDocument document, List<Problem> problems) {
        return problems.stream().map(problem -> of(document, problem)).toList();
    }

    private static Finding of(LinkDocument document, Problem problem) {
        String field = problem.field();
        if (field == null || !(field.equals(LINK) || field.startsWith(LINK + ".") || field.startsWith(MAPPINGS))) {
            return Finding.of(problem);
        }
        String path = field.startsWith(MAPPINGS) ? field : field.substring(Math.min(field.length(), LINK.length() + 1));
        return Finding.of(new DocumentProblem(
                document.positionOf(path),
                new Problem(problem.code(), problem.message(), path.isEmpty() ? null : path, problem.remedy())));
    }
}
