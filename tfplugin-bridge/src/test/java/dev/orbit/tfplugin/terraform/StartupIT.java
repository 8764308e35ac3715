// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.terraform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orbit.tfplugin.handshake.PluginHost;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archive of loaded classes: made once, beside nothing that must not change, and never in the way. */
class StartupIT {

    private static final int WITHIN_S = 120;

    @TempDir
    private static Path installation;

    private static Path launcher;

    @BeforeAll
    static void install() throws Exception {
        InstalledProvider provider = new InstalledProvider(installation.resolve("mirror"));
        provider.install();
        launcher = provider.launcher();
    }

    private static List<Path> archives(Path directory) throws Exception {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.getFileName().toString().matches("classes-\\d+\\.(jsa|aot)(\\.lock)?"))
                    .toList();
        }
    }

    private static Process prepare(Path cache) throws Exception {
        return new ProcessBuilder(launcher.toString(), "--prepare", cache.toString())
                .redirectErrorStream(true)
                .redirectOutput(new File("/dev/null"))
                .start();
    }

    @Test
    void installingMakesItBesideThePackage() throws Exception {
        List<Path> archives = archives(installation);

        assertThat(archives).singleElement().satisfies(archive -> {
            assertThat(Files.size(archive)).isGreaterThan(1 << 20);
            assertThat(archive.getParent()).isEqualTo(launcher.getParent().getParent());
        });
    }

    @Test
    void manyAtOnceMakeOneWholeArchive(@TempDir Path cache) throws Exception {
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            processes.add(prepare(cache));
        }
        for (Process process : processes) {
            assertThat(process.waitFor(WITHIN_S, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        }

        assertThat(archives(cache)).hasSize(1);
        try (PluginHost host = PluginHost.start(launcher, Map.of("ORBIT_PROVIDER_CACHE", cache.toString()))) {
            assertThat(host.readyAfter()).isPositive();
        }
    }

    @Test
    void aFirstStartHasItMadeAndServesMeanwhile(@TempDir Path directory) throws Exception {
        Path moved = Files.createDirectory(directory.resolve("package"));
        new ProcessBuilder("cp", "-Rp", launcher.getParent() + "/.", moved.toString())
                .start()
                .waitFor();
        Path cache = Files.createDirectory(directory.resolve("cache"));
        Path copy = moved.resolve(launcher.getFileName());
        try (PluginHost host = PluginHost.start(copy, Map.of("ORBIT_PROVIDER_CACHE", cache.toString()))) {
            assertThat(host.readyAfter()).isPositive();
        }

        await().atMost(WITHIN_S, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThat(archives(cache))
                        .singleElement()
                        .satisfies(archive -> assertThat(archive.toString()).doesNotEndWith("lock")));
    }

    @Test
    void aDamagedOrImpossibleArchiveIsNoObstacle(@TempDir Path cache) throws Exception {
        assertThat(prepare(cache).waitFor(WITHIN_S, TimeUnit.SECONDS)).isTrue();
        Path archive = archives(cache).get(0);
        archive.toFile().setWritable(true);
        Files.writeString(archive, "no archive");
        for (String directory : List.of(cache.toString(), "/dev/null/nowhere", "off")) {
            try (PluginHost host = PluginHost.start(launcher, Map.of("ORBIT_PROVIDER_CACHE", directory))) {
                assertThat(host.readyAfter()).isPositive();
            }
        }
    }
}
