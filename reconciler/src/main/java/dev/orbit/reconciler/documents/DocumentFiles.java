// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.documents;

import dev.orbit.schemas.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Finds and reads the files a user named. */
final class DocumentFiles {

    private static final List<String> EXTENSIONS = List.of(".yaml", ".yml", ".json");

    private final List<DocumentProblem> problems = new ArrayList<>();
    /** By real path: a file named twice is read once. */
    private final Map<Path, Path> files = new LinkedHashMap<>();

    List<DocumentProblem> problems() {
        return List.copyOf(problems);
    }

    /** The files and, of each directory, the documents directly in it, sorted by name. */
    List<Path> find(List<Path> named) {
        for (Path path : named) {
            if (Files.isDirectory(path)) {
                addDirectory(path);
            } else if (Files.exists(path)) {
                add(path);
            } else {
                refuse(path, "file_not_found", "There is no such file or directory.", "Check the path.");
            }
        }
        return List.copyOf(files.values());
    }

    private void addDirectory(Path directory) {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, DocumentFiles::isDocument)) {
            entries.forEach(found::add);
        } catch (IOException e) {
            refuse(directory, "file_unreadable", "The directory cannot be read: " + e + ".", "Check its permissions.");
            return;
        }
        if (found.isEmpty()) {
            refuse(
                    directory,
                    "no_documents",
                    "There is no document directly in this directory.",
                    "Documents end in " + String.join(", ", EXTENSIONS) + "; name their directory or files.");
        }
        found.stream().map(Path::normalize).sorted().forEach(this::add);
    }

    private static boolean isDocument(Path path) {
        String name = String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT);
        return !name.startsWith(".") && EXTENSIONS.stream().anyMatch(name::endsWith) && Files.isRegularFile(path);
    }

    private void add(Path file) {
        try {
            files.putIfAbsent(file.toRealPath(new LinkOption[0]), file);
        } catch (IOException e) {
            files.putIfAbsent(file, file);
        }
    }

    Optional<String> read(Path file) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
            return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(bytes).toString());
        } catch (CharacterCodingException e) {
            refuse(file, "not_utf8", "The file is not UTF-8 text.", "Save it as UTF-8.");
        } catch (IOException e) {
            refuse(file, "file_unreadable", "The file cannot be read: " + e + ".", "Check its permissions.");
        }
        return Optional.empty();
    }

    private void refuse(Path path, String code, String message, String remedy) {
        problems.add(new DocumentProblem(Position.of(path.toString()), new Problem(code, message, null, remedy)));
    }
}
