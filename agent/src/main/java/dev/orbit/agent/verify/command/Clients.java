// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.verify.command;

import dev.orbit.agent.link.LinkClients;
import dev.orbit.agent.source.admin.SourceAdmin;
import dev.orbit.agent.source.connect.SourceClientConfig;
import dev.orbit.agent.source.connect.SourceException;
import dev.orbit.schemas.LinkSpec;
import dev.orbit.schemas.Problem;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Client properties of both clusters. Every failure is a {@link VerifyException}. */
final class Clients {

    private static final String BOOTSTRAP_SERVERS = "bootstrap.servers";
    private static final String DESTINATION_DEFAULT = "127.0.0.1:9092";

    private Clients() {}

    /**
     * Of the link's source, with the secrets of this process's environment; and makes sure that it answers.
     *
     * @param environment value of a variable, null where there is none
     */
    static Map<String, Object> source(LinkSpec link, Function<String, @Nullable String> environment) {
        SourceClientConfig config;
        try {
            config = new LinkClients(environment).reader(link).withClientId("orbit-verify-" + link.name());
        } catch (LinkClients.UnresolvedLinkException e) {
            throw new VerifyException(e.problems());
        }
        try (SourceAdmin admin = new SourceAdmin(config)) {
            admin.clusterId();
        } catch (SourceException e) {
            Problem problem = e.toProblem(null);
            throw VerifyException.of(
                    problem.code(),
                    problem.message(),
                    problem.remedy()
                            + " Where the source is gone for good, --proof-only holds COMPLETE topics against what was"
                            + " recorded of them.");
        }
        return config.properties();
    }

    /**
     * Of the destination.
     *
     * @param bootstrapServer null: the file's, or the default
     * @param file Kafka client properties; null: none
     */
    static Map<String, Object> destination(@Nullable String bootstrapServer, @Nullable Path file) {
        Map<String, Object> properties = new HashMap<>();
        properties.put(BOOTSTRAP_SERVERS, DESTINATION_DEFAULT);
        properties.put("client.id", "orbit-verify");
        if (file != null) {
            load(file).forEach((name, value) -> properties.put(String.valueOf(name), value));
        }
        if (bootstrapServer != null) {
            properties.put(BOOTSTRAP_SERVERS, bootstrapServer);
        }
        return properties;
    }

    private static Properties load(Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
            return properties;
        } catch (IOException | IllegalArgumentException e) {
            throw VerifyException.of(
                    "file_unreadable",
                    "The file " + file + " cannot be read: "
                            + (e instanceof NoSuchFileException ? "there is none." : e.getMessage() + "."),
                    "Give --command-config a file of Kafka client properties.");
        }
    }
}
