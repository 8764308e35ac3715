// SPDX-License-Identifier: Apache-2.0
package dev.orbit.bench;

/** What goes on meanwhile: on standard error, for standard output is the outcome. */
public final class Progress {

    private Progress() {}

    public static void tell(String what) {
        System.err.println(what + " ...");
    }
}
