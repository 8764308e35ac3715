// SPDX-License-Identifier: Apache-2.0
package dev.orbit.schemas.check;

import dev.orbit.schemas.Problem;
import dev.orbit.schemas.TopicMatching;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The rules of regexes, which match whole names. */
final class RegexChecks {

    private RegexChecks() {}

    /**
     * What is wrong with each regex of a list.
     *
     * @param field of the list
     * @param noun what the regexes match the names of, such as {@code topic}
     */
    static List<Problem> problems(String field, List<String> regexes, String noun) {
        List<Problem> problems = new ArrayList<>();
        for (int i = 0; i < regexes.size(); i++) {
            problem(field + "[" + i + "]", regexes.get(i), noun).ifPresent(problems::add);
        }
        return problems;
    }

    static Optional<Problem> problem(String path, String regex, String noun) {
        if (regex.isEmpty()) {
            return Optional.of(new Problem(
                    "invalid_regex",
                    "The regex is empty and matches no " + noun + ".",
                    path,
                    "Use .* for all " + noun + "s."));
        }
        return TopicMatching.regexError(regex)
                .map(error -> error.replaceFirst("^error parsing regexp: ", ""))
                .map(error -> new Problem(
                        "invalid_regex",
                        "The regex \"" + regex + "\" does not parse: " + error + ".",
                        path,
                        "Mend the regex (RE2 syntax); it must match whole " + noun + " names, and all " + noun
                                + "s are .* (not *)."));
    }
}
