// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.text;

/** Colours, or none. Colour never carries a meaning that the text does not. */
public enum Paint {
    PLAIN,
    ANSI;

    public String green(String text) {
        return paint("32", text);
    }

    public String yellow(String text) {
        return paint("33", text);
    }

    public String red(String text) {
        return paint("31", text);
    }

    public String bold(String text) {
        return paint("1", text);
    }

    private String paint(String style, String text) {
        return this == PLAIN ? text : "\u001b[" + style + "m" + text + "\u001b[0m";
    }
}
