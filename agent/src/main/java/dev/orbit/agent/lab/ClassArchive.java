// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.lab;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An archive of classes, loaded and verified beforehand, with which the process of a broker starts with a third less
 * processor time. A property names the directory where there is one for each set of jars; without the property, or while
 * somebody else makes the archive, processes start as they are.
 */
final class ClassArchive {

    private static final String PROPERTY = "orbit.lab.class.archives";
    private static final String DUMP = "-XX:ArchiveClassesAtExit=";
    private static final Duration WITHIN = Duration.ofMinutes(2);

    private ClassArchive() {}

    /** A class path whose jars come first: an archive is for a beginning of a class path, and takes jars alone. */
    static String jarsFirst(String classPath) {
        return Stream.of(join(classPath, ClassArchive::isJar), join(classPath, entry -> !isJar(entry)))
                .filter(entries -> !entries.isEmpty())
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** What has a JVM of such a class path use the archive, which is made if need be; none where there is none. */
    static List<String> flags(String classPath, List<String> jvmFlags) {
        String property = System.getProperty(PROPERTY);
        boolean isWanted = property != null
                && classPath.startsWith(join(System.getProperty("java.class.path"), ClassArchive::isJar))
                && jvmFlags.stream().noneMatch(flag -> flag.startsWith(DUMP));
        if (!isWanted) {
            return List.of();
        }
        Path directory = Path.of(property);
        Path archive = directory.resolve(version() + ".jsa");
        if (!Files.exists(archive)) {
            createDirectory(directory);
            makeAlone(archive);
        }
        return Files.exists(archive) ? List.of("-XX:SharedArchiveFile=" + archive, "-Xshare:auto") : List.of();
    }

    /** Another for each set of jars, as each is built. */
    private static String version() {
        return Integer.toHexString(
                Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                        .filter(ClassArchive::isJar)
                        .map(File::new)
                        .map(jar -> jar.getPath() + jar.length() + jar.lastModified())
                        .toList()
                        .hashCode());
    }

    private static synchronized void makeAlone(Path archive) {
        try (FileChannel channel = FileChannel.open(
                        archive.resolveSibling(archive.getFileName() + ".lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock != null && !Files.exists(archive)) {
                make(archive);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot make the archive of classes " + archive + ".", e);
        }
    }

    private static void createDirectory(Path directory) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot create " + directory + ".", e);
        }
    }

    /** Of what an agent loads, which is nearly all that a stock broker loads too. */
    private static void make(Path archive) throws IOException {
        Path unfinished = archive.resolveSibling(archive.getFileName() + ".unfinished");
        try (ScratchDirectory directory = ScratchDirectory.create("orbit-classes")) {
            JavaProcess agent = JavaProcess.start(new JavaProgram(
                    join(System.getProperty("java.class.path"), ClassArchive::isJar),
                    AgentProcess.MAIN_CLASS,
                    List.of(
                            "agent",
                            "--data-dir",
                            directory.path().resolve("data").toString(),
                            "--port",
                            Integer.toString(FreePorts.next()),
                            "--api-port",
                            Integer.toString(FreePorts.next())),
                    List.of(DUMP + unfinished, "-Xlog:disable", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
                    Map.of(),
                    directory.path().resolve("agent.log"),
                    AgentProcess.READY_PREFIX,
                    WITHIN));
            agent.stop(WITHIN);
        }
        Files.move(unfinished, archive, StandardCopyOption.ATOMIC_MOVE);
    }

    private static String join(String classPath, Predicate<String> which) {
        return Arrays.stream(classPath.split(File.pathSeparator))
                .filter(which)
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static boolean isJar(String entry) {
        return entry.endsWith(".jar");
    }
}
