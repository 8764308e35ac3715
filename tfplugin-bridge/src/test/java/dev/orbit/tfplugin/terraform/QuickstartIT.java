// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.terraform;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./orbit quickstart}, as a new user types it. */
class QuickstartIT {

    private static final Path LAUNCHER = Path.of("../orbit");
    private static final int WITHIN_S = 240;

    @TempDir
    Path directory;

    @Test
    void movesBothTopicsUnderTerraformApply() throws Exception {
        Terraform.assumeInstalled();
        Path output = directory.resolve("output");
        Process quickstart = new ProcessBuilder(LAUNCHER.toString(), "quickstart")
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(quickstart.waitFor(WITHIN_S, TimeUnit.SECONDS))
                    .as("ended in time")
                    .isTrue();
        } finally {
            quickstart.destroy();
        }
        String text = Files.readString(output);

        assertThat(quickstart.exitValue()).as(text).isZero();
        assertThat(text)
                .contains("declared by terraform", "Apply complete! Resources: 3 added, 0 changed, 0 destroyed.")
                .contains("second apply, migrate = true", "orders COMPLETE, payments COMPLETE")
                .containsPattern("orders( +[\\d,]+){3}( +0){3} +[\\d,]+ ms")
                .containsPattern("payments( +[\\d,]+){3}( +0){3} +[\\d,]+ ms")
                .contains("The producer and the consumer saw no error.", "Moved without a flaw.");
    }
}
