// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.trial;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** Programs that the machine may lack. */
public final class Programs {

    private Programs() {}

    /** Why it cannot be run; empty: it can. */
    public static Optional<String> missing(String program) {
        boolean found = Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
        return found ? Optional.empty() : Optional.of("the program " + program + " is not on the PATH");
    }
}
