// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.documents;

import java.util.TreeSet;

/** Field paths, asked quickly which of them hold or are held by another: documents may have many thousands. */
final class PathSet {

    private final TreeSet<String> paths = new TreeSet<>();

    void add(String path) {
        paths.add(path);
    }

    boolean contains(String path) {
        return paths.contains(path);
    }

    /** Whether the path, one that holds it or one that it holds is among these. */
    boolean hasRelated(String path) {
        return hasHolder(path) || hasHeld(path);
    }

    private boolean hasHolder(String path) {
        for (String at = path; !at.isEmpty(); at = FieldPaths.parent(at)) {
            if (paths.contains(at)) {
                return true;
            }
        }
        return paths.contains("");
    }

    private boolean hasHeld(String path) {
        return path.isEmpty() ? !paths.isEmpty() : startsOne(path + ".") || startsOne(path + "[");
    }

    private boolean startsOne(String prefix) {
        String next = paths.ceiling(prefix);
        return next != null && next.startsWith(prefix);
    }
}
