// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.docs;

import dev.orbit.tfplugin.cty.Type;
import dev.orbit.tfplugin.provider.OrbitProvider;
import dev.orbit.tfplugin.resource.DataSource;
import dev.orbit.tfplugin.resource.Resource;
import dev.orbit.tfplugin.schema.Attribute;
import dev.orbit.tfplugin.schema.Mode;
import dev.orbit.tfplugin.schema.Schema;
import dev.orbit.tfplugin.schema.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Writes the pages that a Terraform registry shows, in the layout that it reads. */
final class ProviderDocs {

    private static final Path EXAMPLES = Path.of("..", "examples", "terraform");
    private static final String NEW_PAGE = "---\npage_title: \"%s\"\ndescription: |-\n  %s\n---\n\n# %s\n\n%s\n\n";

    private final StringBuilder page = new StringBuilder();
    private final StringBuilder nested = new StringBuilder();

    private ProviderDocs() {}

    /** The pages by their path below {@code docs/}. */
    static Map<String, String> pages() throws IOException {
        OrbitProvider provider = new OrbitProvider(Map.of());
        Map<String, String> pages = new TreeMap<>();
        pages.put("index.md", new ProviderDocs().index(provider.schema()));
        for (Resource resource : provider.resources()) {
            pages.put(
                    "resources/" + resource.typeName().replaceFirst("^orbit_", "") + ".md",
                    new ProviderDocs().resource(resource));
        }
        for (DataSource source : provider.dataSources()) {
            pages.put(
                    "data-sources/" + source.typeName().replaceFirst("^orbit_", "") + ".md",
                    new ProviderDocs().dataSource(source));
        }
        return pages;
    }

    private String dataSource(DataSource source) throws IOException {
        head(source.typeName() + " (Data Source)", source.schema().description());
        example(EXAMPLES.resolve("data-sources").resolve(source.typeName()).resolve("data-source.tf"), "terraform");
        schema(source.schema());
        return page.toString();
    }

    private String index(Schema schema) throws IOException {
        head("Orbit Provider", schema.description());
        example(EXAMPLES.resolve("provider/provider.tf"), "terraform");
        page.append("""
            ## Requirements

            Java 17 or newer where terraform runs, on the `PATH` or at `JAVA_HOME`, and Linux and macOS on amd64 or arm64.
            There is no archive for Windows: run terraform in WSL there. The runners of HCP Terraform itself have no Java:
            give the workspace agents of your own that have it, or local execution.

            ## Secrets

            The token is best given in the environment variable `ORBIT_TOKEN`: then it is in no file at all. As
            `token` it may come from an ephemeral variable (Terraform 1.10 or newer); Terraform hides it, and writes
            the provider block neither into the state nor, when it is ephemeral, into a plan file. The credentials of
            sources are never given to Terraform: links hold the names of the agents' environment variables. Of the
            key in `client_key_file` Terraform has the file's name alone.

            ## Replacements

            A link or a mapping is there once under its id, so `create_before_destroy` gains nothing where the id stays. If
            such an apply is interrupted between the two steps, Terraform is left with a deposed object, and the next apply,
            which destroys that, deletes the document that is in use: leave `create_before_destroy` out of mappings.

            ## Errors

            The summary of an error is its code in words; `docs/errors.md` in Orbit's repository says of each
            when it is and what to do.

            """);
        schema(schema);
        return page.toString();
    }

    private String resource(Resource resource) throws IOException {
        head(resource.typeName() + " (Resource)", resource.schema().description());
        Path examples = EXAMPLES.resolve("resources").resolve(resource.typeName());
        example(examples.resolve("resource.tf"), "terraform");
        schema(resource.schema());
        page.append("\n## Import\n\n```shell\n")
                .append(Files.readString(examples.resolve("import.sh")).strip())
                .append("\n```\n\nAn `import` block takes the same `id`; `terraform plan -generate-config-out=FILE`"
                        + " then writes the configuration.\n");
        return page.toString();
    }

    private void head(String title, String description) {
        String line = description.replace("\n", " ");
        page.append(NEW_PAGE.formatted(title, line, title, description));
    }

    private void example(Path file, String language) throws IOException {
        page.append("## Example Usage\n\n```").append(language).append('\n');
        page.append(Files.readString(file).strip()).append("\n```\n\n");
    }

    private void schema(Schema schema) {
        page.append("## Schema\n");
        groups("", schema.attributes(), page);
        page.append(nested);
    }

    private void groups(String path, List<Attribute> attributes, StringBuilder out) {
        group("Required", path, attributes, attribute -> attribute.mode() == Mode.REQUIRED, out);
        group("Optional", path, attributes, attribute -> attribute.mode().isOptional(), out);
        group("Read-Only", path, attributes, attribute -> attribute.mode() == Mode.COMPUTED, out);
    }

    private void group(
            String title, String path, List<Attribute> attributes, Predicate<Attribute> which, StringBuilder out) {
        List<Attribute> members = attributes.stream().filter(which).toList();
        if (members.isEmpty()) {
            return;
        }
        out.append("\n### ").append(title).append("\n\n");
        members.forEach(attribute -> attribute(path, attribute, out));
    }

    private void attribute(String path, Attribute attribute, StringBuilder out) {
        boolean sensitive = attribute.traits().contains(Attribute.Trait.SENSITIVE);
        boolean replaces = attribute.traits().contains(Attribute.Trait.REPLACES);
        out.append("- `").append(attribute.name()).append("` (").append(kind(attribute.shape()));
        out.append(sensitive ? ", Sensitive) " : ") ").append(attribute.description());
        out.append(replaces ? " Another value replaces the object." : "");
        if (attribute.shape() instanceof Shape.Nested inner) {
            String anchor = "nestedatt--" + path + attribute.name();
            out.append(" (see [below](#").append(anchor).append("))");
            StringBuilder section = new StringBuilder(
                    "\n<a id=\"" + anchor + "\"></a>\n\n## `" + (path + attribute.name()).replace("--", ".") + "`\n");
            groups(path + attribute.name() + "--", inner.attributes(), section);
            nested.append(section);
        }
        out.append('\n');
    }

    private static String kind(Shape shape) {
        if (shape instanceof Shape.Nested nested) {
            return switch (nested.nesting()) {
                case SINGLE -> "Attributes";
                case LIST -> "Attributes List";
                case SET -> "Attributes Set";
                case MAP -> "Attributes Map";
            };
        }
        return kind(shape.type());
    }

    private static String kind(Type type) {
        if (type instanceof Type.Primitive primitive) {
            return switch (primitive) {
                case STRING -> "String";
                case NUMBER -> "Number";
                case BOOL -> "Boolean";
            };
        }
        if (type instanceof Type.ListOf list) {
            return "List of " + kind(list.element());
        }
        if (type instanceof Type.SetOf set) {
            return "Set of " + kind(set.element());
        }
        return type instanceof Type.MapOf map ? "Map of " + kind(map.element()) : "Object";
    }
}
