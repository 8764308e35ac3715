// SPDX-License-Identifier: Apache-2.0
/**
 * From YAML and JSON files to links and topic mappings. {@link dev.orbit.reconciler.documents.Documents} reads files;
 * every problem it finds, in all of them, has a file, a line and a column. A file passes through: text, tree with
 * positions ({@code YamlReader}), structure ({@code SchemaCheck}, which asks {@code orbit.schema.json}), records
 * ({@code Binder}), meaning ({@code MeaningChecks}).
 */
@NullMarked
package dev.orbit.reconciler.documents;

import org.jspecify.annotations.NullMarked;
