// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.documents;

import java.util.Map;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.Yaml;

/** Writes documents as people write them. */
public final class DocumentText {

    private static final int INDENT = 2;

    private DocumentText() {}

    /**
     * The YAML of a document.
     *
     * @param fields in the order to write them: maps, lists, texts, numbers and truth values
     */
    public static String of(Map<String, ?> fields) {
        DumperOptions options = new DumperOptions();
        options.setDefaultFlowStyle(FlowStyle.BLOCK);
        options.setIndent(INDENT);
        options.setIndicatorIndent(INDENT);
        options.setIndentWithIndicator(true);
        options.setDereferenceAliases(true);
        options.setSplitLines(false);
        // a list in a list leaves the last line without its end
        return new Yaml(options).dump(fields).stripTrailing() + "\n";
    }
}
