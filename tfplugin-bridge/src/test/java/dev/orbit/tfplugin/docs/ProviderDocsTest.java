// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.tfplugin.provider.OrbitProvider;
import dev.orbit.tfplugin.schema.Attribute;
import dev.orbit.tfplugin.schema.Shape;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProviderDocsTest {

    private static final Path DOCS = Path.of("..", "docs");

    /** {@code -Dorbit.docs.write=true} writes them. */
    @Test
    void pagesSayWhatTheSchemasSay() throws Exception {
        for (Map.Entry<String, String> page : ProviderDocs.pages().entrySet()) {
            Path file = DOCS.resolve(page.getKey());
            if (Boolean.getBoolean("orbit.docs.write")) {
                Files.createDirectories(file.getParent());
                Files.writeString(file, page.getValue());
            }
            assertThat(file)
                    .as("made anew by: mvn test -pl tfplugin-bridge -am -Dtest=ProviderDocsTest"
                            + " -Dsurefire.failIfNoSpecifiedTests=false -Dorbit.docs.write=true")
                    .hasContent(page.getValue());
        }
    }

    @Test
    void theFirstPageTellsWhatTheProviderRunsOn() throws Exception {
        assertThat(ProviderDocs.pages().get("index.md"))
                .contains("Java 17 or newer", "Linux and macOS", "Windows", "HCP Terraform");
    }

    @Test
    void everyAttributeIsDescribed() {
        OrbitProvider provider = new OrbitProvider(Map.of());
        describes("provider", provider.schema().attributes());
        provider.resources()
                .forEach(resource ->
                        describes(resource.typeName(), resource.schema().attributes()));
        provider.dataSources()
                .forEach(source -> describes(source.typeName(), source.schema().attributes()));
    }

    private static void describes(String path, List<Attribute> attributes) {
        for (Attribute attribute : attributes) {
            String name = path + "." + attribute.name();
            assertThat(attribute.description()).as(name).isNotBlank().endsWith(".");
            if (attribute.shape() instanceof Shape.Nested nested) {
                describes(name, nested.attributes());
            }
        }
    }
}
