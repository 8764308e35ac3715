// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.documents;

/** Field paths as users read them: {@code topic_mappings[2].source_regex}; the root is the empty path. */
final class FieldPaths {

    private FieldPaths() {}

    static String key(String parent, String key) {
        return parent.isEmpty() ? key : parent + "." + key;
    }

    static String item(String parent, int index) {
        return parent + "[" + index + "]";
    }

    static String parent(String path) {
        int end = Math.max(path.lastIndexOf('.'), path.lastIndexOf('['));
        return end < 0 ? "" : path.substring(0, end);
    }
}
