// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.terraform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.schemas.MigrationState;
import dev.orbit.tfplugin.fake.FakeAgents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The quickstart's configuration as a user copies it. */
class QuickstartExampleIT {

    private static final Path EXAMPLE = Path.of("..", "examples", "terraform", "quickstart");

    @RegisterExtension
    final OrbitLab lab = new OrbitLab();

    @Test
    void movesBothTopics() throws Exception {
        copy(lab.terraform.directory());
        lab.agents.onSnapshot(FakeAgents::completeMigrations);

        lab.terraform.run("fmt", "-check", "-diff").exits(0);
        lab.terraform.run("validate").exits(0);
        lab.terraform.run("apply", "-auto-approve").exits(0);
        assertThat(lab.agents.state("orders")).isEqualTo(MigrationState.PROXY);
        lab.terraform.run("plan", "-detailed-exitcode").exits(0);
        lab.terraform.run("apply", "-auto-approve", "-var=migrate=true").exits(0);
        lab.terraform.run("plan", "-detailed-exitcode", "-var=migrate=true").exits(0);

        assertThat(lab.agents.state("orders")).isEqualTo(MigrationState.COMPLETE);
        assertThat(lab.agents.state("payments")).isEqualTo(MigrationState.COMPLETE);
    }

    private static void copy(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(EXAMPLE)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".tf")).toList()) {
                Files.copy(file, directory.resolve(file.getFileName()));
            }
        }
    }
}
