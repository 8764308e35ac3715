// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.documents;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.orbit.schemas.Problem;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Turns YAML nodes into JSON nodes, strictly: a field that could be read in two ways is a problem, not a guess. */
final class NodeConverter {

    /** What aliases may blow a file up to; also ends a collection that contains itself. */
    private static final int NODES_MAX = 100_000;

    private static final int DEPTH_MAX = 50;

    private final String file;
    private final Findings findings;
    private final Map<String, Position> positions = new HashMap<>();
    private int nodes;
    private boolean tooLarge;

    NodeConverter(String file, Findings findings) {
        this.file = file;
        this.findings = findings;
    }

    Map<String, Position> positions() {
        return positions;
    }

    boolean isTooLarge() {
        return tooLarge;
    }

    ObjectNode convertRoot(MappingNode root) {
        positions.put("", position(root));
        return mapping(root, "", 0);
    }

    private JsonNode convert(Node node, String path, int depth) {
        if (isOverBounds(node, depth)) {
            return JsonNodeFactory.instance.nullNode();
        }
        if (node instanceof MappingNode mapping) {
            return mapping(mapping, path, depth);
        }
        if (node instanceof SequenceNode sequence) {
            return sequence(sequence, path, depth);
        }
        return scalar((ScalarNode) node, path);
    }

    private boolean isOverBounds(Node node, int depth) {
        nodes++;
        if (!tooLarge && (nodes > NODES_MAX || depth > DEPTH_MAX)) {
            tooLarge = true;
            findings.add(
                    position(node),
                    new Problem(
                            "document_too_large",
                            "With its aliases written out the file has more than " + NODES_MAX + " values or "
                                    + DEPTH_MAX + " levels.",
                            null,
                            "Remove aliases (*name) that repeat one another or contain themselves."));
        }
        return tooLarge;
    }

    private ObjectNode mapping(MappingNode node, String path, int depth) {
        ObjectNode fields = JsonNodeFactory.instance.objectNode();
        for (NodeTuple tuple : node.getValue()) {
            if (tuple.getKeyNode() instanceof ScalarNode key) {
                field(fields, key, tuple.getValueNode(), path, depth);
            } else {
                refuse(path, tuple.getKeyNode(), "wrong_type", "A key here is no plain text.", "Write a field name.");
            }
        }
        refuseForeignTag(node, Tag.MAP, path);
        return fields;
    }

    private void field(ObjectNode fields, ScalarNode key, Node value, String parent, int depth) {
        String name = key.getValue();
        String path = FieldPaths.key(parent, name);
        Position earlier = positions.get(path);
        if (fields.has(name) && earlier != null) {
            refuse(
                    path,
                    key,
                    "duplicate_key",
                    "The key " + name + " is here a second time; the first is in line " + earlier.line() + ".",
                    "Keep one of them.");
            return;
        }
        positions.put(path, position(key));
        if (key.getTag().equals(Tag.MERGE)) {
            refuse(path, key, "merge_key", "Merge keys (<<) are not supported.", "Write the fields out.");
            return;
        }
        fields.set(name, convert(value, path, depth + 1));
    }

    private ArrayNode sequence(SequenceNode node, String path, int depth) {
        ArrayNode items = JsonNodeFactory.instance.arrayNode();
        for (Node item : node.getValue()) {
            String itemPath = FieldPaths.item(path, items.size());
            positions.put(itemPath, position(item));
            items.add(convert(item, itemPath, depth + 1));
        }
        refuseForeignTag(node, Tag.SEQ, path);
        return items;
    }

    private void refuseForeignTag(Node node, Tag own, String path) {
        if (!node.getTag().equals(own)) {
            refuse(path, node, "foreign_tag", "The tag " + node.getTag() + " is not supported.", "Remove the tag.");
        }
    }

    private JsonNode scalar(ScalarNode node, String path) {
        Scalars.Read read = Scalars.read(node);
        Optional<Problem> problem = read.problem();
        problem.map(p -> SecretFields.hidden(p.under(path), path))
                .ifPresent(p -> findings.addBroken(path, positionOf(path, node), p));
        return read.value();
    }

    private void refuse(String path, Node node, String code, String message, String remedy) {
        findings.addBroken(path, position(node), new Problem(code, message, path.isEmpty() ? null : path, remedy));
    }

    private Position positionOf(String path, Node node) {
        return positions.getOrDefault(path, position(node));
    }

    private Position position(Node node) {
        return new Position(
                file, node.getStartMark().getLine() + 1, node.getStartMark().getColumn() + 1);
    }
}
