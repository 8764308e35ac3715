// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.provider.agents;

import dev.orbit.reconciler.client.AgentException;
import dev.orbit.schemas.Problem;
import dev.orbit.tfplugin.cty.Path;
import dev.orbit.tfplugin.diag.Diagnostic;
import dev.orbit.tfplugin.diag.DiagnosticException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Tells Orbit's problems as diagnostics, at the attribute that each is about. */
public final class Problems {

    /** What comes before a field when it is told from the outside of its document. */
    private static final Pattern ENVELOPE = Pattern.compile("^changes\\[\\d+\\]\\.(spec\\.)?");

    private static final Pattern STEP = Pattern.compile("\\G\\.?(?:([a-z_][a-z0-9_]*)|\\[(\\d+)\\])");

    private static final int SHOWN_MAX = 20;

    private Problems() {}

    public static List<Diagnostic> errors(List<Problem> problems) {
        return problems.stream()
                .map(problem ->
                        Diagnostic.error(summary(problem), detail(problem)).at(path(problem.field())))
                .toList();
    }

    /**
     * Problems that stop nothing. Terraform shows only one of several warnings with the same summary: those that would have
     * it are one warning.
     *
     * @param subject whose they are
     */
    public static List<Diagnostic> warnings(String subject, List<Problem> problems) {
        Map<String, List<Problem>> bySummary = problems.stream()
                .collect(Collectors.groupingBy(Problems::summary, LinkedHashMap::new, Collectors.toList()));
        return bySummary.entrySet().stream()
                .map(same -> Diagnostic.warning(same.getKey() + " (" + subject + ")", details(same.getValue()))
                        .at(path(same.getValue().get(0).field())))
                .toList();
    }

    private static String details(List<Problem> problems) {
        String shown = problems.stream().limit(SHOWN_MAX).map(Problems::detail).collect(Collectors.joining("\n"));
        int more = problems.size() - SHOWN_MAX;
        return more > 0 ? shown + "\nAnd " + more + " more." : shown;
    }

    /** What the agents refused, or why they could not be asked. */
    static DiagnosticException failure(AgentException failure) {
        List<Diagnostic> errors = errors(failure.problems());
        return isRefusal(failure) ? new RefusedException(errors) : new DiagnosticException(errors);
    }

    private static boolean isRefusal(AgentException failure) {
        return failure.status() >= 400 && failure.status() < 500;
    }

    /** The code in plain words: it is short, says what the matter is, and can be searched for. */
    private static String summary(Problem problem) {
        String words = problem.code().replace('_', ' ').strip();
        return words.isEmpty() ? "Refused" : words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }

    private static String detail(Problem problem) {
        return problem.message() + "\n" + problem.remedy();
    }

    private static Path path(@Nullable String field) {
        Path path = Path.ROOT;
        if (field == null) {
            return path;
        }
        Matcher steps = STEP.matcher(ENVELOPE.matcher(field).replaceFirst(""));
        while (steps.find()) {
            String name = steps.group(1);
            path = name == null ? path.index(Long.parseLong(steps.group(2))) : path.attribute(name);
        }
        return path;
    }
}
