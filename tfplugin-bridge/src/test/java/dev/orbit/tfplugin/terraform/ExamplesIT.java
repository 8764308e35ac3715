// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.terraform;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The examples of the provider's documentation are what terraform takes. */
class ExamplesIT {

    private static final Path EXAMPLES = Path.of("..", "examples", "terraform");

    @RegisterExtension
    final OrbitLab lab = new OrbitLab();

    @Test
    void everyExampleIsValidAndFormatted() throws Exception {
        try (Stream<Path> resources = Files.walk(EXAMPLES.resolve("resources"));
                Stream<Path> dataSources = Files.walk(EXAMPLES.resolve("data-sources"))) {
            List<Path> examples = Stream.concat(resources, dataSources)
                    .filter(file -> file.endsWith("resource.tf") || file.endsWith("data-source.tf"))
                    .toList();
            assertThat(examples).hasSize(3 + 6);
            for (Path example : examples) {
                lab.terraform.config(
                        Files.readString(EXAMPLES.resolve("provider/provider.tf")) + "\n" + Files.readString(example));
                lab.terraform.run("fmt", "-check", "-diff").exits(0);
                lab.terraform.run("validate").exits(0);
            }
        }
    }
}
