// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.AppInfoParser;
import org.jspecify.annotations.Nullable;

/**
 * The Apache Kafka that stock brokers run: this program's own, or another one, which never meets this program's classes.
 *
 * @param version such as 2.8.2
 * @param jars the directory with the release's jars and a log4j 1 binding; null: it is this program's own
 * @param zooKeeper whether its clusters keep their metadata in ZooKeeper
 */
public record KafkaRelease(String version, @Nullable Path jars, boolean zooKeeper) {

    /** Names the directory of the jars of the release to run instead of this program's own. */
    public static final String JARS_PROPERTY = "orbit.lab.kafka.jars";

    /** Whether a release that can do without ZooKeeper runs with it all the same. */
    public static final String ZOOKEEPER_PROPERTY = "orbit.lab.kafka.zookeeper";

    private static final Pattern BROKER_JAR = Pattern.compile("kafka_2\\.13-(\\d+)\\.(\\d+)\\.(\\d+)\\.jar");
    private static final KafkaRelease CONFIGURED = configured();

    /** What the system properties {@value #JARS_PROPERTY} and {@value #ZOOKEEPER_PROPERTY} ask for. */
    public static KafkaRelease current() {
        return CONFIGURED;
    }

    private static KafkaRelease configured() {
        String jars = System.getProperty(JARS_PROPERTY, "");
        return jars.isEmpty()
                ? new KafkaRelease(AppInfoParser.getVersion(), null, false)
                : in(Path.of(jars), Boolean.getBoolean(ZOOKEEPER_PROPERTY));
    }

    /**
     * The release whose jars lie there.
     *
     * @param zooKeeper with ZooKeeper, even if it can do without
     * @throws IllegalArgumentException if there is none, with how to get it
     */
    static KafkaRelease in(Path jars, boolean zooKeeper) {
        try (Stream<Path> files = Files.list(jars)) {
            Matcher jar = files.map(
                            file -> BROKER_JAR.matcher(file.getFileName().toString()))
                    .filter(Matcher::matches)
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "There is no kafka_2.13 jar in " + jars + ", which the system property " + JARS_PROPERTY
                                    + " names. Build with -Psource-versions, which copies it there."));
            boolean needsZooKeeper = Integer.parseInt(jar.group(1)) < 3;
            return new KafkaRelease(
                    jar.group(1) + "." + jar.group(2) + "." + jar.group(3), jars, needsZooKeeper || zooKeeper);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list " + jars + ".", e);
        }
    }

    /** Whether it is this or a later one. */
    public boolean isAtLeast(int major, int minor) {
        String[] parts = version.split("\\.", 3);
        int ownMajor = Integer.parseInt(parts[0]);
        return ownMajor > major || (ownMajor == major && Integer.parseInt(parts[1]) >= minor);
    }

    /** The class of its authorizer that comes with Kafka. */
    public String authorizer() {
        return zooKeeper
                ? "kafka.security.authorizer.AclAuthorizer"
                : "org.apache.kafka.metadata.authorizer.StandardAuthorizer";
    }

    @Override
    public String toString() {
        return "Apache Kafka " + version + (zooKeeper ? " with ZooKeeper" : "");
    }
}
