// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.documents;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.path.NodePath;
import dev.orbit.schemas.Contracts;
import dev.orbit.schemas.Json;
import dev.orbit.schemas.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Holds a tree against {@code orbit.schema.json}. What makes a field unusable is reported at once; where the schema
 * only bounds a value, the rules of {@code dev.orbit.schemas.check} have better words, and the schema's complaint is
 * kept back in case they have none.
 */
final class SchemaCheck {

    private static final Set<String> STRUCTURE =
            Set.of("type", "required", "additionalProperties", "minimum", "maximum");

    private final Schema schema;
    private final SchemaWords words;

    SchemaCheck() {
        JsonNode text = parse(Contracts.documentSchema());
        schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(text);
        words = new SchemaWords(text);
    }

    private static JsonNode parse(String json) {
        try {
            return Json.MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("orbit.schema.json is not JSON", e);
        }
    }

    /**
     * Reports what breaks the structure.
     *
     * @return the bounds that values break, to be reported where no rule does
     */
    List<Problem> check(SourceTree tree, Findings findings) {
        List<Problem> bounds = new ArrayList<>();
        for (Error error : schema.validate(tree.root())) {
            if (error.getEvaluationPath().toString().contains("/oneOf")) {
                bounds.add(new Problem(
                        "mixed_mapping_forms",
                        "The mapping is neither of the literal nor of the regex form.",
                        mappingOf(path(error.getInstanceLocation())),
                        "Give either source_topic and destination_topic, or source_regex and destination_prefix."));
            } else if (STRUCTURE.contains(error.getKeyword())) {
                report(error, tree, findings);
            } else {
                bounds.add(words.bound(error, path(error.getInstanceLocation())));
            }
        }
        return bounds;
    }

    private void report(Error error, SourceTree tree, Findings findings) {
        String at = path(error.getInstanceLocation());
        String path = error.getProperty() == null ? at : FieldPaths.key(at, error.getProperty());
        if (!findings.isBroken(path)) {
            findings.addBroken(path, tree.positionOf(path), words.structure(error, path));
        }
    }

    /** The complaint is about the whole mapping, whichever of its fields tips the scales. */
    private static String mappingOf(String path) {
        return path.replaceFirst("^(topic_mappings\\[\\d+]).*", "$1");
    }

    private static String path(NodePath location) {
        String path = "";
        for (int i = 0; i < location.getNameCount(); i++) {
            Object element = location.getElement(i);
            path = element instanceof Integer index
                    ? FieldPaths.item(path, index)
                    : FieldPaths.key(path, String.valueOf(element));
        }
        return path;
    }
}
