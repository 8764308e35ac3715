// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.documents;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * A file's content with the place of each field.
 *
 * @param positions by field path; the root's is the empty one
 */
record SourceTree(ObjectNode root, Map<String, Position> positions) {

    SourceTree {
        positions = Map.copyOf(positions);
    }

    /** Where the field is, or, for one that is missing, what it is missing from. */
    Position positionOf(String path) {
        String at = path;
        Position position = positions.get(at);
        while (position == null) {
            at = FieldPaths.parent(at);
            position = positions.get(at);
        }
        return position;
    }
}
