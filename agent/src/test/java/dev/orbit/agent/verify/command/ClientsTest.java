// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.verify.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientsTest {

    @TempDir
    Path directory;

    @Test
    void theDestinationIsTheOptionOrTheFilesOrTheDefault() throws Exception {
        Path file = Files.writeString(
                directory.resolve("client.properties"), "bootstrap.servers=a:1\nsecurity.protocol=SASL_SSL\n");

        assertThat(Clients.destination(null, null)).containsEntry("bootstrap.servers", "127.0.0.1:9092");
        assertThat(Clients.destination(null, file))
                .containsEntry("bootstrap.servers", "a:1")
                .containsEntry("security.protocol", "SASL_SSL");
        assertThat(Clients.destination("b:2", file))
                .containsEntry("bootstrap.servers", "b:2")
                .containsEntry("security.protocol", "SASL_SSL");
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        Path missing = directory.resolve("missing.properties");

        assertThatThrownBy(() -> Clients.destination(null, missing))
                .hasMessageContaining("The file " + missing + " cannot be read: there is none.")
                .hasMessageContainingAll("--command-config", "[file_unreadable]");
    }
}
