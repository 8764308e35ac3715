// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.install;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Lays out a release as a Terraform registry wants it: an archive for each platform, a manifest, and the checksums of both.
 * The same jars make the same bytes, whenever and wherever.
 */
public final class ProviderRelease {

    private static final List<String> PLATFORMS = List.of("darwin_amd64", "darwin_arm64", "linux_amd64", "linux_arm64");
    private static final String MANIFEST = "{\"version\":1,\"metadata\":{\"protocol_versions\":[\"6.0\"]}}\n";
    private static final FileTime ALWAYS = FileTime.from(Instant.parse("2026-01-01T00:00:00Z"));

    private ProviderRelease() {}

    /** Writes into a directory, the first argument, with the license, the second. */
    public static void main(String[] args) throws IOException, InstallException {
        ProviderPackage provider = ProviderPackage.ofThisProgram();
        for (Path file : write(provider, Path.of(args[0]), Path.of(args[1]))) {
            System.out.println(file);
        }
    }

    static List<Path> write(ProviderPackage provider, Path target, Path license) throws IOException {
        Files.createDirectories(target);
        String name = "terraform-provider-orbit_" + provider.version() + "_";
        Path content = Files.createTempDirectory(target, ".content-");
        List<Path> files = new ArrayList<>();
        try {
            provider.write(content);
            Files.copy(license, content.resolve("LICENSE"));
            for (String platform : PLATFORMS) {
                files.add(archive(content, target.resolve(name + platform + ".zip")));
            }
        } finally {
            ProviderPackage.delete(content);
        }
        files.add(Files.writeString(target.resolve(name + "manifest.json"), MANIFEST));
        StringBuilder sums = new StringBuilder();
        for (Path file : files) {
            sums.append(sha256(file)).append("  ").append(file.getFileName()).append('\n');
        }
        files.add(Files.writeString(target.resolve(name + "SHA256SUMS"), sums));
        return files;
    }

    /** With Unix modes in it: Terraform could not run what it unpacks without them. */
    private static Path archive(Path content, Path zip) throws IOException {
        Files.deleteIfExists(zip);
        Map<String, String> options = Map.of("create", "true", "enablePosixFileAttributes", "true");
        try (FileSystem archive = FileSystems.newFileSystem(URI.create("jar:" + zip.toUri()), options);
                Stream<Path> files = Files.walk(content)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                Path entry = archive.getPath(content.relativize(file).toString());
                Path directory = entry.getParent();
                if (directory != null) {
                    Files.createDirectories(directory);
                    settle(directory, "rwxr-xr-x");
                }
                Files.copy(file, entry, StandardCopyOption.REPLACE_EXISTING);
                settle(entry, Files.isExecutable(file) ? "rwxr-xr-x" : "rw-r--r--");
            }
        }
        return zip;
    }

    private static void settle(Path entry, String mode) throws IOException {
        Files.setPosixFilePermissions(entry, PosixFilePermissions.fromString(mode));
        Files.getFileAttributeView(entry, BasicFileAttributeView.class).setTimes(ALWAYS, ALWAYS, ALWAYS);
    }

    private static String sha256(Path file) throws IOException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
