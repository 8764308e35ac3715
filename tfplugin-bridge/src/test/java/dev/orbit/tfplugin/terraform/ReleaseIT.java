// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.terraform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a registry is given, and terraform makes of it. */
class ReleaseIT {

    private static final String NAME = "terraform-provider-orbit_0.1.0_";

    private static String run(Path directory, String... command) throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().put("ORBIT_RELEASE_BUILT", "1");
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        return output;
    }

    private static Path release(Path directory) throws Exception {
        run(Path.of("").toAbsolutePath(), Path.of("release").toAbsolutePath().toString(), directory.toString());
        return directory;
    }

    @Test
    void isWhatARegistryWantsAndTheSameEachTime(@TempDir Path directory) throws Exception {
        Path dist = release(directory.resolve("dist"));

        try (Stream<Path> files = Files.list(dist)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            NAME + "darwin_amd64.zip",
                            NAME + "darwin_arm64.zip",
                            NAME + "linux_amd64.zip",
                            NAME + "linux_arm64.zip",
                            NAME + "manifest.json",
                            NAME + "SHA256SUMS");
        }
        assertThat(run(dist, "sha256sum", "--check", NAME + "SHA256SUMS").lines())
                .hasSize(5);
        assertThat(Files.readString(dist.resolve(NAME + "manifest.json"))).contains("\"protocol_versions\":[\"6.0\"]");
        Path again = release(directory.resolve("again"));
        assertThat(Files.mismatch(dist.resolve(NAME + "linux_amd64.zip"), again.resolve(NAME + "linux_amd64.zip")))
                .isEqualTo(-1);
    }

    private static boolean holdsAnArchive(Path cache) throws IOException {
        try (Stream<Path> files = Files.list(cache)) {
            return files.anyMatch(file -> file.getFileName().toString().matches("classes-\\d+\\.(jsa|aot)"));
        }
    }

    /** The archive of its classes is made elsewhere: terraform compares the package with its checksum in each command. */
    @Test
    void terraformUnpacksAndRunsItThoughThePackageIsReadOnly(@TempDir Path directory) throws Exception {
        Path dist = release(directory.resolve("dist"));
        Path mirror = Files.createDirectories(directory.resolve("mirror/registry.terraform.io/orbit-kafka/orbit"));
        for (String platform : List.of("linux_amd64", "linux_arm64", "darwin_amd64", "darwin_arm64")) {
            Files.copy(dist.resolve(NAME + platform + ".zip"), mirror.resolve(NAME + platform + ".zip"));
        }
        Terraform terraform = Terraform.in(Files.createDirectory(directory.resolve("work")))
                .withMirror(directory.resolve("mirror"))
                .config(OrbitLab.HEAD + OrbitLab.LINK);
        Path cache = Files.createDirectory(directory.resolve("cache"));
        terraform.with("ORBIT_PROVIDER_CACHE", cache.toString());

        terraform.run("init").exits(0);
        run(directory, "chmod", "-R", "a-w", "work/.terraform/providers");
        try {
            terraform.run("validate").exits(0);
            await().atMost(60, TimeUnit.SECONDS).until(() -> holdsAnArchive(cache));
            terraform.run("validate").exits(0);
        } finally {
            run(directory, "chmod", "-R", "u+w", "work/.terraform/providers");
        }
    }
}
