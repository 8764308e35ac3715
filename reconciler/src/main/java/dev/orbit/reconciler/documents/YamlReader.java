// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.documents;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.orbit.schemas.Problem;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeId;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/** Reads the text of one file, YAML or JSON, into a tree with positions; nothing is coerced on the way. */
final class YamlReader {

    private static final int CODE_POINTS_MAX = 3 << 20;
    private static final int DEPTH_MAX = 50;
    /** Aliases cost nothing here: {@link NodeConverter} bounds what they expand to. */
    private static final int COLLECTION_ALIASES_MAX = 100_000;

    private final String file;
    private final Findings findings;

    private YamlReader(String file, Findings findings) {
        this.file = file;
        this.findings = findings;
    }

    /** The tree, unless the file is too broken to have one; problems go to {@code findings} either way. */
    static Optional<SourceTree> read(String file, String text, Findings findings) {
        return new YamlReader(file, findings).read(text);
    }

    private Optional<SourceTree> read(String text) {
        if (text.codePointCount(0, text.length()) > CODE_POINTS_MAX) {
            add(null, "file_too_long", "The file has more than " + CODE_POINTS_MAX + " characters.", "Split it up.");
            return Optional.empty();
        }
        try {
            return compose(text).flatMap(this::convert);
        } catch (MarkedYAMLException e) {
            Mark mark = e.getProblemMark() != null ? e.getProblemMark() : e.getContextMark();
            add(mark, "yaml_syntax", "This is not YAML: " + sentence(e), "Mend the syntax here or just above.");
        } catch (YAMLException e) {
            add(null, "yaml_syntax", "This is not YAML: " + e.getMessage(), "Mend the syntax.");
        }
        return Optional.empty();
    }

    /** Without the names of aliases and tags: a password that begins with an asterisk is an alias to YAML. */
    private static String sentence(MarkedYAMLException e) {
        String problem = String.valueOf(e.getProblem()).replaceFirst("^(found undefined (alias|tag handle)) .*", "$1");
        return (e.getContext() == null ? "" : e.getContext() + ", ") + problem + ".";
    }

    private Optional<Node> compose(String text) {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(CODE_POINTS_MAX);
        options.setNestingDepthLimit(DEPTH_MAX);
        options.setMaxAliasesForCollections(COLLECTION_ALIASES_MAX);
        Composer composer = new Composer(new ParserImpl(new StreamReader(text), options), new Resolver(), options);
        if (!composer.checkNode()) {
            add(null, "empty_document", "The file is empty.", "Describe a link in it, or remove the file.");
            return Optional.empty();
        }
        Node root = composer.getNode();
        if (composer.checkNode()) {
            add(
                    composer.getNode().getStartMark(),
                    "several_documents",
                    "A second YAML document begins here.",
                    "One file describes one link: move it to a file of its own.");
        }
        return Optional.of(root);
    }

    private Optional<SourceTree> convert(Node root) {
        if (root.getNodeId() != NodeId.mapping) {
            boolean empty = root.getTag().equals(Tag.NULL);
            add(
                    root.getStartMark(),
                    empty ? "empty_document" : "wrong_type",
                    empty ? "The file is empty." : "The file holds no fields at its top, but something else.",
                    "Describe a link in it: name, source_bootstrap_brokers, topic_mappings and so on.");
            return Optional.empty();
        }
        NodeConverter converter = new NodeConverter(file, findings);
        ObjectNode tree = converter.convertRoot((MappingNode) root);
        return converter.isTooLarge() ? Optional.empty() : Optional.of(new SourceTree(tree, converter.positions()));
    }

    private void add(@Nullable Mark mark, String code, String message, String remedy) {
        Position position =
                mark == null ? Position.of(file) : new Position(file, mark.getLine() + 1, mark.getColumn() + 1);
        findings.add(position, new Problem(code, message, null, remedy));
    }
}
