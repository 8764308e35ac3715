// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.install;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The provider as Terraform installs it: a directory with one executable, and the jars it runs from below. Terraform
 * remembers a checksum of all of it and refuses a package that changed, so nothing is written there later, and installing
 * the same again leaves it alone.
 *
 * @param jars in the order of the class path
 */
record ProviderPackage(String version, String platform, List<Path> jars) {

    static final String SOURCE = "orbit-kafka/orbit";

    private static final String HOST = "registry.terraform.io";
    private static final String LIB = "lib";

    /** The package of the program that runs, from the jars that it runs from. */
    static ProviderPackage ofThisProgram() throws InstallException {
        String version = ProviderPackage.class.getPackage().getImplementationVersion();
        List<Path> jars = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path path = Path.of(entry).toAbsolutePath();
            if (Files.isRegularFile(path) && entry.endsWith(".jar")) {
                jars.add(path);
            }
        }
        if (version == null || jars.isEmpty()) {
            throw new InstallException(
                    "this program does not run from jars. Build them with mvn package, and run it with"
                            + " ./orbit install-provider.");
        }
        jars.sort(Comparator.comparing(jar -> jar.getFileName().toString()));
        String platform = Platform.of(System.getProperty("os.name"), System.getProperty("os.arch"));
        return new ProviderPackage(version, platform, jars);
    }

    /** Where the package lies in a mirror. */
    Path directory(Path mirror) {
        return archives(mirror).resolve(platform);
    }

    private String executable() {
        return "terraform-provider-orbit_v" + version;
    }

    /** Returns whether anything was written; it was not when the same package is there. */
    boolean installInto(Path mirror) throws IOException, InstallException {
        Path target = directory(mirror);
        if (isThere(target)) {
            return false;
        }
        Files.createDirectories(target.getParent());
        Path fresh = Files.createTempDirectory(target.getParent(), ".new-");
        try {
            Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwxr-xr-x"));
            write(fresh);
            replace(target, fresh);
        } finally {
            delete(fresh);
        }
        return true;
    }

    /** Where the launcher looks for archives of loaded classes: beside the package, and first there. */
    Path archives(Path mirror) {
        return mirror.resolve(HOST).resolve(SOURCE).resolve(version);
    }

    Path launcher(Path mirror) {
        return directory(mirror).resolve(executable());
    }

    /** Writes what the package consists of. */
    void write(Path directory) throws IOException {
        Path lib = Files.createDirectory(directory.resolve(LIB));
        for (Path jar : jars) {
            Files.copy(jar, lib.resolve(jar.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
        }
        Path launcher = Files.writeString(directory.resolve(executable()), launcher());
        Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private String launcher() throws IOException {
        String classPath =
                jars.stream().map(jar -> "$lib/" + jar.getFileName()).collect(Collectors.joining(File.pathSeparator));
        try (InputStream template = ProviderPackage.class.getResourceAsStream("launcher.sh")) {
            if (template == null) {
                throw new IllegalStateException("launcher.sh is not beside its class");
            }
            return new String(template.readAllBytes(), StandardCharsets.UTF_8).replace("@CLASS_PATH@", classPath);
        }
    }

    private boolean isThere(Path target) throws IOException {
        Path launcher = target.resolve(executable());
        if (!Files.isExecutable(launcher) || !Files.readString(launcher).equals(launcher())) {
            return false;
        }
        for (Path jar : jars) {
            Path installed = target.resolve(LIB).resolve(jar.getFileName());
            if (!Files.isRegularFile(installed) || Files.mismatch(jar, installed) >= 0) {
                return false;
            }
        }
        return true;
    }

    private static void replace(Path target, Path fresh) throws IOException {
        delete(target);
        Files.move(fresh, target);
    }

    static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
