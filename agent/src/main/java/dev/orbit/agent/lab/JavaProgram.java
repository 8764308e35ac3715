// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.lab;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What {@link JavaProcess} runs: a main class on this program's java.
 *
 * @param classPath has this package too
 * @param environment added to this program's environment
 * @param logFile where its standard output and error are appended
 * @param readyPrefix how the line begins that it prints on standard output once it is ready
 * @param readyWithin how long that may take
 */
public record JavaProgram(
        String classPath,
        String mainClass,
        List<String> arguments,
        List<String> jvmFlags,
        Map<String, String> environment,
        Path logFile,
        String readyPrefix,
        Duration readyWithin) {

    public JavaProgram {
        arguments = List.copyOf(arguments);
        jvmFlags = List.copyOf(jvmFlags);
        environment = Map.copyOf(environment);
    }

    /** On this program's class path. */
    public JavaProgram(
            String mainClass,
            List<String> arguments,
            List<String> jvmFlags,
            Map<String, String> environment,
            Path logFile,
            String readyPrefix,
            Duration readyWithin) {
        this(
                ClassArchive.jarsFirst(System.getProperty("java.class.path")),
                mainClass,
                arguments,
                jvmFlags,
                environment,
                logFile,
                readyPrefix,
                readyWithin);
    }

    List<String> command() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmFlags);
        command.addAll(ClassArchive.flags(classPath, jvmFlags));
        command.add("-cp");
        command.add(classPath);
        command.add(Leash.class.getName());
        command.add(mainClass);
        command.addAll(arguments);
        return command;
    }
}
