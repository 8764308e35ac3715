// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.imports;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which values may be shown: a configuration of Kafka clients is full of secrets, under names that anybody may make up. */
final class Shown {

    static final String GROUP = "{...}";
    static final String LIST = "[...]";

    private static final Pattern SECRET_NAME = Pattern.compile(
            ".*(password|passphrase|passwd|secret|jaas|token|credential|private|api\\.?key|user\\.info|certificate).*"
                    + "|.*[.](key|pin)");

    private static final Pattern SECRET_VALUE = Pattern.compile(
            ".*((password|passwd|secret|token)\\s*[=:]|-----BEGIN|://[^/]*:[^/]*@).*", Pattern.CASE_INSENSITIVE);

    /** Cannot be a secret, under whichever name. */
    private static final Pattern HARMLESS = Pattern.compile("true|false|\\{\\.\\.\\.}|\\[\\.\\.\\.]|");

    /** A secret under the name of one alone. */
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,12}");

    /** What Kafka's own settings end with that hold no secret. */
    private static final Pattern HARMLESS_NAME = Pattern.compile(
            ".*(bootstrap\\.?servers|security\\.protocol|sasl\\.mechanism|client\\.id|group\\.?id|client\\.rack|isolation\\.level"
                    + "|compression\\.type|acks|auto\\.offset\\.reset|ssl\\.protocol|ssl\\.enabled\\.protocols"
                    + "|algorithm|store\\.type|store\\.location|\\.class|\\.topic|version)",
            Pattern.CASE_INSENSITIVE);

    private static final int CHARS_MAX = 120;

    private Shown() {}

    /**
     * A setting's value as it may be printed; null where it is not.
     *
     * @param known whether Orbit knows this setting as one that holds no secret
     */
    static @Nullable String value(String key, String value, boolean known) {
        String name = key.toLowerCase(Locale.ROOT);
        boolean secretName = SECRET_NAME.matcher(name).matches();
        boolean number = NUMBER.matcher(value).matches();
        if (HARMLESS.matcher(value).matches() || (number && !secretName)) {
            return value;
        }
        boolean open = known || HARMLESS_NAME.matcher(name).matches();
        boolean secret =
                secretName || SECRET_VALUE.matcher(value.replaceAll("\\s", " ")).matches();
        return open && !secret ? plain(value) : null;
    }

    /** In one line of bounded length, whatever characters are in it. */
    static String plain(String text) {
        String line = text.replaceAll("\\p{Cntrl}", " ");
        return line.length() > CHARS_MAX ? line.substring(0, CHARS_MAX) + "..." : line;
    }
}
