// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.cli;

import dev.orbit.schemas.Problem;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file that a command writes. */
final class OutputFile {

    private OutputFile() {}

    /**
     * Writes text, in UTF-8.
     *
     * @param force whether a file that is there may be overwritten
     */
    static void write(Path file, String text, boolean force) {
        OpenOption[] options = force
                ? new OpenOption[] {
                    StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE
                }
                : new OpenOption[] {StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE};
        try {
            Files.writeString(file, text, options);
        } catch (FileAlreadyExistsException e) {
            throw CommandException.of(new Problem(
                    "file_exists",
                    "There is a file " + file + " already, and it was left as it is.",
                    "--output",
                    "Name another file, or add --force to overwrite it."));
        } catch (IOException e) {
            throw CommandException.of(new Problem(
                    "file_unwritable",
                    "The file " + file + " cannot be written: " + e + ".",
                    "--output",
                    "Check that its directory is there and that you may write into it."));
        }
    }
}
