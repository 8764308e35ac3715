// SPDX-License-Identifier: Apache-2.0
package dev.orbit.bench.provider;

import dev.orbit.agent.lab.AgentProcess;
import dev.orbit.agent.lab.StockBrokerProcess;
import dev.orbit.agent.lab.Teardown;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/** The real terraform plans a link and its mappings, one for each topic of a source, against a real agent. */
final class LargePlan {

    private static final String CONFIG = """
            terraform {
              required_providers {
                orbit = { source = "orbit-kafka/orbit" }
              }
            }
            resource "orbit_link" "prod" {
              source_bootstrap_brokers                  = [{ hostname = "%s", port = %s }]
              auto_migration_source_cluster_credentials = {}
            }
            resource "orbit_topic_mapping" "all" {
              count          = %d
              link           = orbit_link.prod.name
              source_topic   = "topic-${count.index}"
              auto_migration = { enable = true }
            }
            """;

    private final Path directory;
    private final Map<String, String> environment;

    private LargePlan(Path directory, Map<String, String> environment) {
        this.directory = directory;
        this.environment = environment;
    }

    /** Seconds of each of several plans. */
    static List<Double> seconds(Path mirror, Path scratch, int mappings, int plans) throws Exception {
        try (Teardown teardown = Teardown.atExitAtTheLatest()) {
            StockBrokerProcess source =
                    teardown.add(StockBrokerProcess.start(Files.createDirectory(scratch.resolve("source"))));
            createTopics(source.bootstrapServers(), mappings);
            AgentProcess agent = teardown.add(AgentProcess.start(Files.createDirectory(scratch.resolve("agent"))));
            Path directory = Files.createDirectory(scratch.resolve("terraform"));
            String[] address = source.bootstrapServers().split(":", -1);
            Files.writeString(directory.resolve("main.tf"), CONFIG.formatted(address[0], address[1], mappings));
            Path settings = Files.writeString(
                    directory.resolve("terraform.rc"),
                    "provider_installation {\n  filesystem_mirror {\n    path = \"" + mirror + "\"\n  }\n}\n");
            LargePlan plan = new LargePlan(
                    directory,
                    Map.of(
                            "TF_CLI_CONFIG_FILE", settings.toString(),
                            "CHECKPOINT_DISABLE", "1",
                            "ORBIT_ENDPOINT", agent.endpoint().toString()));
            plan.terraform("init");
            List<Double> seconds = new ArrayList<>();
            for (int i = 0; i < plans; i++) {
                long startNanos = System.nanoTime();
                plan.terraform("plan");
                seconds.add((System.nanoTime() - startNanos) / 1e9);
            }
            return seconds;
        }
    }

    private void terraform(String command) throws IOException {
        Jdks.run(directory, environment, List.of("terraform", command, "-input=false", "-no-color"));
    }

    private static void createTopics(String source, int count) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", source))) {
            List<NewTopic> topics = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                topics.add(new NewTopic("topic-" + i, 1, (short) 1));
            }
            admin.createTopics(topics).all().get(2, TimeUnit.MINUTES);
        }
    }
}
