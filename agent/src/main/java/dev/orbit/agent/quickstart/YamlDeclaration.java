// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.quickstart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The same documents as YAML, applied by {@code orbit apply}, for machines without Terraform. */
final class YamlDeclaration implements Declaration {

    private final OrbitHome home;
    private final Stage stage;
    private final Path file;
    private final List<String> topics;
    private final ExternalProgram orbit;

    private YamlDeclaration(OrbitHome home, Stage stage, Path file, List<String> topics, ExternalProgram orbit) {
        this.home = home;
        this.stage = stage;
        this.file = file;
        this.topics = topics;
        this.orbit = orbit;
    }

    /** Writes the document. */
    static YamlDeclaration prepare(OrbitHome home, Stage stage, List<String> topics, Progress progress) {
        progress.step("writing orbit.yaml");
        Path file = stage.directory().resolve("orbit.yaml");
        try {
            Files.writeString(file, document(stage.sourceHost(), stage.sourcePort(), topics));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + file + ".", e);
        }
        return new YamlDeclaration(
                home, stage, file, topics, stage.program(stage.directory(), "orbit.log", Map.of(), line -> {
                    if (line.startsWith("Plan: ") || line.startsWith("Done: ")) {
                        progress.detail(line);
                    }
                }));
    }

    static String document(String sourceHost, int sourcePort, List<String> topics) {
        StringBuilder yaml = new StringBuilder("""
                source_bootstrap_brokers:
                  - hostname: %s
                    port: %d
                # plaintext, and named: without it nothing may be forwarded to the source
                auto_migration_source_cluster_credentials: {}
                auto_migration:
                  enable: true
                topic_mappings:
                """.formatted(sourceHost, sourcePort));
        for (String topic : topics) {
            yaml.append("  - source_topic: ").append(topic).append('\n');
            yaml.append("    destination_topic: ").append(topic).append('\n');
        }
        return yaml.toString();
    }

    @Override
    public String description() {
        return "orbit apply, for there is no terraform on the PATH";
    }

    @Override
    public void mirror() {
        run("apply", "--auto-approve", file.toString());
    }

    @Override
    public void migrate() {
        List<String> arguments = new ArrayList<>(List.of("migrate", "--wait"));
        topics.forEach(topic -> arguments.addAll(List.of("--topic", topic)));
        run(arguments.toArray(String[]::new));
    }

    @Override
    public String lookAgain() {
        return home.launcher() + " drift --endpoint " + stage.agent().endpoint() + " " + file;
    }

    private void run(String... arguments) {
        List<String> command = new ArrayList<>(List.of(home.launcher().toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--endpoint", stage.agent().endpoint().toString()));
        orbit.run(command);
    }
}
