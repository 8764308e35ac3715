// SPDX-License-Identifier: Apache-2.0
package dev.orbit.bench.provider;

import dev.orbit.bench.Figures;
import dev.orbit.tfplugin.handshake.PluginHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** One of those that are started again and again. */
final class Contender {

    final String name;
    private final Path executable;
    private final Map<String, String> environment;
    private final List<Double> readyMs = new ArrayList<>();

    private Contender(String name, Path executable, Map<String, String> environment) {
        this.name = name;
        this.executable = executable;
        this.environment = environment;
    }

    /** The installed provider on a JDK, with an archive of its classes made by its launcher. */
    static Contender provider(String name, Path launcher, Path jdk, Path scratch) throws IOException {
        Path cache = Files.createTempDirectory(scratch, "cache-");
        Map<String, String> environment = Map.of("JAVA_HOME", jdk.toString(), "ORBIT_PROVIDER_CACHE", cache.toString());
        Jdks.run(scratch, environment, List.of(launcher.toString(), "--prepare", cache.toString()));
        return new Contender(name, launcher, environment);
    }

    /** The bare server on a JDK, with the same flags, and an archive of its classes. */
    static Contender bare(String name, String classPath, Path jdk, Path scratch) throws IOException {
        Path archive = scratch.resolve("bare.jsa");
        Path executable = script(scratch.resolve("bare-server"), jdk, "-XX:SharedArchiveFile=" + archive, classPath);
        Path rehearsal = script(scratch.resolve("rehearsal"), jdk, "-XX:ArchiveClassesAtExit=" + archive, classPath);
        new Contender(name, rehearsal, Map.of()).start();
        if (!Files.exists(archive)) {
            throw new IllegalStateException("the JVM of " + jdk + " wrote no archive for the bare server");
        }
        return new Contender(name, executable, Map.of());
    }

    private static Path script(Path file, Path jdk, String option, String classPath) throws IOException {
        Files.writeString(file, """
                #!/bin/sh
                exec "%s/bin/java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:-UsePerfData "%s" \\
                  -Djdk.reflect.useNativeAccessorOnly=true -Dsun.misc.unsafe.memory.access=allow \\
                  -Xlog:disable -Xlog:all=warning:stderr -cp "%s" %s
                """.formatted(jdk, option, classPath, BareServer.class.getName()));
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** Starts it once, and ends it. */
    void start() throws IOException {
        try (PluginHost host = PluginHost.start(executable, environment)) {
            readyMs.add(host.readyAfter().toNanos() / 1e6);
        }
    }

    double medianMs() {
        return Figures.median(readyMs);
    }

    double fastestMs() {
        return Collections.min(readyMs);
    }
}
