// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.documents;

import dev.orbit.schemas.Problem;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/** A file that another tool's users wrote: Java properties, or YAML as Kubernetes reads it. */
public final class ForeignFile {

    /** What every Kubernetes resource has, in YAML and in JSON. */
    private static final Pattern RESOURCE = Pattern.compile("(?m)^[\\s{]*\"?kind\"?\\s*:");

    private static final int CODE_POINTS_MAX = 3 << 20;

    private ForeignFile() {}

    /** What a file holds. */
    public sealed interface Content {}

    /** Java properties, by key. */
    public record PropertiesContent(Map<String, String> values) implements Content {}

    /** Kubernetes resources in their order: maps, lists and scalars. Those of a {@code List} are taken out of it. */
    public record ResourcesContent(List<Map<String, Object>> resources) implements Content {}

    /**
     * What was read.
     *
     * @param content empty exactly when there are problems
     */
    public record Read(Optional<Content> content, List<DocumentProblem> problems) {

        private static Read refused(Path file, String code, String message, String remedy) {
            Position position = Position.of(file.toString());
            return refused(new DocumentProblem(position, new Problem(code, message, null, remedy)));
        }

        private static Read refused(DocumentProblem problem) {
            return new Read(Optional.empty(), List.of(problem));
        }
    }

    /** Reads a file, and tells its form by its content. */
    public static Read read(Path file) {
        if (Files.isDirectory(file)) {
            return Read.refused(file, "not_a_file", "This is a directory.", "Name one file of it.");
        }
        if (!Files.exists(file)) {
            return Read.refused(file, "file_not_found", "There is no such file.", "Check the path.");
        }
        DocumentFiles files = new DocumentFiles();
        Optional<String> text = files.read(file);
        return text.map(content -> parse(file, content)).orElseGet(() -> new Read(Optional.empty(), files.problems()));
    }

    private static Read parse(Path file, String text) {
        try {
            Content content = RESOURCE.matcher(text).find() ? resources(text) : properties(text);
            return new Read(Optional.of(content), List.of());
        } catch (MarkedYAMLException e) {
            Mark mark = e.getProblemMark();
            Position position = mark == null
                    ? Position.of(file.toString())
                    : new Position(file.toString(), mark.getLine() + 1, mark.getColumn() + 1);
            // not the message: it has a piece of the file in it, which may be a secret
            String message = "This is not YAML: " + e.getProblem() + ".";
            return Read.refused(new DocumentProblem(
                    position, new Problem("yaml_syntax", message, null, "Mend the syntax here or just above.")));
        } catch (YAMLException e) {
            return Read.refused(file, "yaml_syntax", "This is not YAML: " + e.getMessage() + ".", "Mend the syntax.");
        } catch (IllegalArgumentException e) {
            return Read.refused(
                    file,
                    "properties_syntax",
                    "These are no Java properties: a \\u is not followed by four hexadecimal digits.",
                    "Mend it; a backslash itself is written \\\\.");
        }
    }

    private static Content properties(String text) {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(text));
        } catch (IOException e) {
            throw new UncheckedIOException("a text in memory cannot be read", e);
        }
        Map<String, String> values = new TreeMap<>();
        properties.stringPropertyNames().forEach(key -> values.put(key, properties.getProperty(key)));
        return new PropertiesContent(values);
    }

    private static Content resources(String text) {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(CODE_POINTS_MAX);
        options.setAllowDuplicateKeys(false);
        List<Map<String, Object>> resources = new ArrayList<>();
        for (Object document : new Yaml(new SafeConstructor(options)).loadAll(text)) {
            boolean isList = document instanceof Map<?, ?> map && "List".equals(map.get("kind"));
            if (isList && ((Map<?, ?>) document).get("items") instanceof List<?> items) {
                items.forEach(item -> addResource(item, resources));
            } else {
                addResource(document, resources);
            }
        }
        return new ResourcesContent(resources);
    }

    private static void addResource(Object document, List<Map<String, Object>> resources) {
        if (document instanceof Map<?, ?> map) {
            Map<String, Object> resource = new LinkedHashMap<>();
            map.forEach((key, value) -> resource.put(String.valueOf(key), value));
            resources.add(resource);
        }
    }
}
