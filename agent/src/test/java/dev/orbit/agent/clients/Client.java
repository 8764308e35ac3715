// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.clients;

import dev.orbit.agent.trial.Programs;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;

/** A producer that people use. Each reads lines from its standard input and sends them, with its default settings. */
enum Client {
    JAVA_4("the Java client 4") {
        @Override
        Optional<String> missing() {
            return Optional.empty();
        }

        @Override
        List<String> command(String bootstrap, String topic) {
            return java(System.getProperty("java.class.path"), bootstrap, topic);
        }
    },
    /** Only this client and the program itself are on its class path. */
    JAVA_3("the Java client 3") {
        @Override
        Optional<String> missing() {
            return Optional.empty();
        }

        @Override
        List<String> command(String bootstrap, String topic) {
            return java(
                    Stream.of(javaClient3(), placeOf(Logger.class), placeOf(JavaProducer.class))
                            .map(Path::toString)
                            .reduce((one, other) -> one + File.pathSeparator + other)
                            .orElseThrow(),
                    bootstrap,
                    topic);
        }
    },
    /** In kcat, which does not tell which record was delivered. */
    LIBRDKAFKA("librdkafka") {
        @Override
        Optional<String> missing() {
            return Programs.missing("kcat");
        }

        @Override
        List<String> command(String bootstrap, String topic) {
            return List.of("kcat", "-P", "-vvv", "-b", bootstrap, "-t", topic);
        }

        @Override
        List<String> transactional(String bootstrap, String topic, String transactionalId) {
            return with(command(bootstrap, topic), "-X", "transactional.id=" + transactionalId);
        }

        @Override
        Pattern acknowledgement() {
            return Pattern.compile("% Message delivered to partition (\\d+) \\(offset (\\d+)\\)().*");
        }

        @Override
        Pattern error() {
            return Pattern.compile("% (?:ERROR|FATAL|Delivery failed|Failed)(.*)");
        }
    },
    KAFKAJS("KafkaJS") {
        @Override
        Optional<String> missing() {
            return missingPackage();
        }

        @Override
        List<String> command(String bootstrap, String topic) {
            return node("kafkajs.mjs", bootstrap, topic);
        }
    },
    PLATFORMATIC("@platformatic/kafka") {
        @Override
        Optional<String> missing() {
            return missingPackage();
        }

        @Override
        List<String> command(String bootstrap, String topic) {
            return node("platformatic.mjs", bootstrap, topic);
        }
    };

    private final String title;

    Client(String title) {
        this.title = title;
    }

    /** What keeps it from being run here; empty if nothing does. */
    abstract Optional<String> missing();

    abstract List<String> command(String bootstrap, String topic);

    /** The same in a transaction. */
    List<String> transactional(String bootstrap, String topic, String transactionalId) {
        return with(command(bootstrap, topic), transactionalId);
    }

    /** A line that tells of an acknowledged record: its partition, its offset, and what it says, where that is told. */
    Pattern acknowledgement() {
        return Pattern.compile("ack (\\d+) (\\d+) (.*)");
    }

    /** A line that tells of an error. */
    Pattern error() {
        return Pattern.compile("error (.*)");
    }

    /** A name that topics may have. */
    String slug() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    public String toString() {
        return title;
    }

    private static List<String> java(String classPath, String bootstrap, String topic) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx96m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath,
                JavaProducer.class.getName(),
                bootstrap,
                topic);
    }

    private static List<String> node(String program, String bootstrap, String topic) {
        return List.of("node", NpmPackages.directory().resolve(program).toString(), bootstrap, topic);
    }

    private static List<String> with(List<String> command, String... more) {
        List<String> all = new ArrayList<>(command);
        all.addAll(List.of(more));
        return all;
    }

    private static Optional<String> missingPackage() {
        return Programs.missing("node").or(() -> Programs.missing("npm")).or(NpmPackages::problem);
    }

    /** Where the build puts the jar. */
    private static Path javaClient3() {
        Path directory = Path.of("target", "clients", "java-3");
        try (Stream<Path> jars = Files.list(directory)) {
            return jars.filter(jar -> jar.getFileName().toString().startsWith("kafka-clients-3."))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("No client in " + directory.toAbsolutePath() + "."));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list " + directory.toAbsolutePath() + ".", e);
        }
    }

    private static Path placeOf(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(type + " is in no file.", e);
        }
    }
}
