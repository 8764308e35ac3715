// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.cli;

import java.util.regex.Pattern;

/** Words as they can be typed at a shell. */
final class Shell {

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:@%+=,-]+");

    private Shell() {}

    static String quote(String word) {
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
