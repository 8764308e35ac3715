// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.imports;

import dev.orbit.schemas.Problem;

/**
 * A setting of the file that is imported.
 *
 * @param name as the file has it, such as {@code A->B.topics} or {@code spec.mirrors[0].topicsPattern}
 * @param value as text; of a group of fields only that it is one
 * @param where to find the value, for whoever puts it into an environment variable
 */
record Setting(String name, String value, String where) {

    Setting(String name, String value) {
        this(name, value, name);
    }

    boolean isTrue() {
        return value.strip().equalsIgnoreCase("true");
    }

    /** Whether the value, or a part of it, is elsewhere: a provider of configurations has it. */
    boolean isReference() {
        return value.contains("${");
    }

    Problem unresolved() {
        return new Problem(
                "unresolved_reference",
                "The value \"" + Shown.plain(value.strip())
                        + "\" refers to what is elsewhere, and is not read from there.",
                name,
                "Put the value itself in its place in a copy of the file: it decides what is replicated.");
    }
}
