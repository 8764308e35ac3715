// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.text;

import dev.orbit.schemas.Problem;

/** Problems as people read them: place, what is wrong, and on the next line what to do. */
public final class ProblemText {

    private ProblemText() {}

    /**
     * A problem that stops what was asked.
     *
     * @param place such as {@code links/eu.yaml:3:5}; empty where there is none
     */
    public static String error(Paint paint, String place, Problem problem) {
        return text(place, paint.red("error"), problem);
    }

    /**
     * A problem that stops nothing.
     *
     * @param place such as {@code links/eu.yaml:3:5}; empty where there is none
     */
    public static String warning(Paint paint, String place, Problem problem) {
        return text(place, paint.yellow("warning"), problem);
    }

    private static String text(String place, String kind, Problem problem) {
        return (place.isEmpty() ? "" : place + ": ") + kind + ": "
                + (problem.field() == null ? "" : problem.field() + ": ") + problem.message() + "\n    "
                + problem.remedy() + " [" + problem.code() + "]\n";
    }
}
