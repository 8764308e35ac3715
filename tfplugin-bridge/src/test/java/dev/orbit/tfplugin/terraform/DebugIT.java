// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.terraform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code orbit provider --debug}, as somebody types it who wants to watch the provider. */
class DebugIT {

    @Test
    void printsWhatTerraformNeedsToReachIt(@TempDir Path directory) throws Exception {
        Process process = new ProcessBuilder(List.of(Path.of("../orbit").toString(), "provider", "--debug"))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader lines = process.inputReader()) {
            String line = lines.lines()
                    .filter(said -> said.contains("TF_REATTACH_PROVIDERS="))
                    .findFirst()
                    .orElseThrow();
            String value = line.substring(line.indexOf('\'') + 1, line.lastIndexOf('\''));

            Terraform.in(directory)
                    .with("TF_REATTACH_PROVIDERS", value)
                    .config(OrbitLab.HEAD + OrbitLab.LINK)
                    .run("validate")
                    .exits(0);
        } finally {
            process.destroy();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
    }
}
