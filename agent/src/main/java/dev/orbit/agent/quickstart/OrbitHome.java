// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.quickstart;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where Orbit is installed: the directory with the launcher {@code orbit} and {@code examples/}. */
record OrbitHome(Path directory) {

    static final String PROPERTY = "orbit.home";

    /**
     * The directory the launcher names in the system property {@value #PROPERTY}, else the working directory.
     *
     * @throws IllegalStateException if the launcher or the example is not there
     */
    static OrbitHome find() {
        OrbitHome home = new OrbitHome(Path.of(System.getProperty(PROPERTY, "")).toAbsolutePath());
        if (!Files.isExecutable(home.launcher()) || !Files.isDirectory(home.example())) {
            throw new IllegalStateException(home.directory + " does not hold the program orbit and "
                    + "examples/terraform/quickstart; start the quickstart as ./orbit quickstart.");
        }
        return home;
    }

    Path launcher() {
        return directory.resolve("orbit");
    }

    Path example() {
        return directory.resolve("examples/terraform/quickstart");
    }
}
