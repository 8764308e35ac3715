// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.access;

/**
 * How every name that a regex matches begins. Pure.
 *
 * @param text may be shorter than could be known, and is never longer
 * @param isWhole whether it is the only name that matches
 */
record LiteralPrefix(String text, boolean isWhole) {

    private static final String META = "\\.+*?()[]{}|^$";
    private static final String QUANTIFIERS = "*+?{";

    static LiteralPrefix of(String regex) {
        if (regex.indexOf('|') >= 0) {
            return new LiteralPrefix("", false);
        }
        StringBuilder text = new StringBuilder();
        int at = 0;
        while (at < regex.length()) {
            boolean escaped = regex.charAt(at) == '\\'
                    && at + 1 < regex.length()
                    && !Character.isLetterOrDigit(regex.charAt(at + 1));
            int end = escaped ? at + 2 : at + 1;
            boolean literal = escaped || META.indexOf(regex.charAt(at)) < 0;
            boolean repeated = end < regex.length() && QUANTIFIERS.indexOf(regex.charAt(end)) >= 0;
            if (!literal || repeated) {
                return new LiteralPrefix(text.toString(), false);
            }
            text.append(regex.charAt(end - 1));
            at = end;
        }
        return new LiteralPrefix(text.toString(), true);
    }
}
