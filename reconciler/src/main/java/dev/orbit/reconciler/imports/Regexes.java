// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.imports;

import dev.orbit.schemas.TopicMatching;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Lists of regexes, which both tools match with whole names. Those of the file are Java's, Orbit's are RE2's: where one
 * means nothing or something else there, nothing is guessed.
 */
final class Regexes {

    private Regexes() {}

    /** The items of a comma-separated list. */
    static List<String> items(String list) {
        return Arrays.stream(list.split(","))
                .map(String::strip)
                .filter(item -> !item.isEmpty())
                .toList();
    }

    /** The items, each of which RE2 reads as Java does; problems go to the draft. */
    static List<String> checked(Draft draft, Setting setting) {
        List<String> regexes = new ArrayList<>();
        if (draft.refusesReference(setting)) {
            return regexes;
        }
        for (String regex : items(setting.value())) {
            Optional<String> why = difference(regex);
            if (why.isPresent()) {
                draft.refuse(
                        "regex_not_re2",
                        "The regex \"" + Shown.plain(regex) + "\" is Java's, and Orbit's are RE2's: " + why.get() + ".",
                        setting,
                        "Say it otherwise in a copy of the file: what must not match goes into the list of what is"
                                + " excluded, instead of (?!...).");
            } else if (!isOfJava(regex)) {
                draft.refuse(
                        "regex_not_java",
                        "\"" + Shown.plain(regex) + "\" is no regex to Java, which the other tool reads it with.",
                        setting,
                        "Correct it in a copy of the file.");
            } else if (!regexes.contains(regex)) {
                regexes.add(regex);
            }
        }
        return regexes;
    }

    private static boolean isOfJava(String regex) {
        try {
            Pattern.compile(regex);
            return true;
        } catch (PatternSyntaxException e) {
            return false;
        }
    }

    private static Optional<String> difference(String regex) {
        if (hasNestedClass(regex)) {
            return Optional.of("it has a union or an intersection in a character class, which RE2 reads otherwise");
        }
        return TopicMatching.regexError(regex).map(error -> error.replaceFirst("^error parsing regexp: ", ""));
    }

    /** {@code [a[bc]]} and {@code [a-z&&[^x]]} are letters like others to RE2. */
    private static boolean hasNestedClass(String regex) {
        boolean inClass = false;
        for (int i = 0; i < regex.length(); i++) {
            char at = regex.charAt(i);
            if (at == '\\') {
                i++;
            } else if (inClass && (at == '[' || regex.startsWith("&&", i))) {
                return true;
            } else if (at == '[') {
                inClass = true;
            } else if (at == ']') {
                inClass = false;
            }
        }
        return false;
    }

    /** A regex that matches this text alone. */
    static String quote(String text) {
        return text.replaceAll("[^A-Za-z0-9_-]", "\\\\$0");
    }
}
