// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orbit.agent.lab.AgentApi;
import dev.orbit.agent.lab.AgentProcess;
import dev.orbit.agent.lab.Documents;
import dev.orbit.agent.lab.SeedShape;
import dev.orbit.agent.lab.Seeds;
import dev.orbit.agent.lab.StockBrokerProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.IsolationLevel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An agent mirrors data of every shape; what a client reads from both clusters is the same. */
@Timeout(300)
class MirrorEveryShapeIT {

    @TempDir
    Path directory;

    @Test
    void theMirrorIsAsTheSourceIsBeforeAndAfterAKill() {
        try (StockBrokerProcess source = StockBrokerProcess.start(directory.resolve("source"));
                AgentProcess agent = AgentProcess.start(directory.resolve("agent"));
                Seeds seeds = new Seeds(client(source.bootstrapServers()), 11)) {
            List<TopicPair> pairs = pairs(seeds.writeAll("seed-"));
            new AgentApi(agent.endpoint())
                    .change(List.of(
                            Documents.putLink(source.bootstrapServers()),
                            Documents.putRegexMapping("seed-.*", "copy.")));

            awaitEqual(source, agent, pairs);
            agent.kill();
            List<TopicPair> more = pairs(List.of(
                    seeds.write(SeedShape.INTERLEAVED, "seed-later-interleaved"),
                    seeds.write(SeedShape.LOG_START_INSIDE, "seed-later-log-start")));
            agent.restart();
            awaitEqual(source, agent, pairs);
            awaitEqual(source, agent, more);
        }
    }

    private static List<TopicPair> pairs(List<String> topics) {
        return topics.stream()
                .map(topic -> new TopicPair(topic, "copy." + topic))
                .toList();
    }

    private static void awaitEqual(StockBrokerProcess source, AgentProcess agent, List<TopicPair> pairs) {
        for (IsolationLevel isolationLevel : IsolationLevel.values()) {
            await().atMost(Duration.ofSeconds(90)).untilAsserted(() -> {
                ComparisonReport report = RecordComparison.compare(
                        client(source.bootstrapServers()),
                        client(agent.bootstrapServers()),
                        pairs,
                        isolationLevel,
                        Extent.EQUAL);
                assertThat(report.differences()).as(report.toString()).isEmpty();
            });
        }
    }

    private static Map<String, Object> client(String bootstrapServers) {
        return Map.of("bootstrap.servers", bootstrapServers);
    }
}
