// SPDX-License-Identifier: Apache-2.0
package dev.orbit.schemas;

import java.util.List;

/** The first few of many, in words: what is told of thousands must neither fill a screen nor a record. Pure. */
public final class FirstFew {

    static final int SHOWN_MAX = 5;

    private FirstFew() {}

    /** All of them, or the first five and how many more there are. */
    public static String of(List<String> all, String separator) {
        return of(all, separator, SHOWN_MAX);
    }

    /** The same with another number of them. */
    public static String of(List<String> all, String separator, int shownMax) {
        int more = all.size() - shownMax;
        return String.join(separator, all.subList(0, Math.min(all.size(), shownMax)))
                + (more > 0 ? " and " + more + " more" : "");
    }
}
