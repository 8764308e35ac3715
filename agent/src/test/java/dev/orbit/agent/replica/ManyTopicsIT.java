// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orbit.agent.trial.Api;
import dev.orbit.agent.trial.Cluster;
import dev.orbit.agent.trial.NewTopics;
import dev.orbit.schemas.Change;
import dev.orbit.schemas.Snapshot;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Topics that are matched at one time are made with one request. */
@Timeout(240)
class ManyTopicsIT {

    private static final int COUNT = 60;

    @TempDir
    static Path directory;

    @Test
    void oneThatTheControllerRefusesKeepsNoneOfTheOthers() throws Exception {
        try (Estate estate = Estate.startAttentive(directory, options -> options);
                Cluster agent = new Cluster(estate.agent().bootstrapServers())) {
            estate.declare();
            List<String> names = IntStream.range(0, COUNT)
                    .mapToObj(number -> "many-" + number)
                    .toList();
            NewTopics.create(
                    estate.sourceAdmin(),
                    names.stream()
                            .map(name -> new NewTopic(name, 1, (short) 1).configs(Map.of("retention.ms", "7200000")))
                            .toList());
            estate.write("many-7", 10);
            // no single broker holds two replicas
            Change refused = new Change.PutTopicMapping(
                    Estate.literal(0, "many-0", "many-0").withReplicationFactor(2), 0);
            Api api = new Api(estate.agent().endpoint());
            api.put(refused, new Change.PutTopicMapping(Estate.regex(1, "many-.*", ""), 0));

            await("all but one")
                    .atMost(Estate.SOON)
                    .untilAsserted(() -> assertThat(api.snapshot().topics().stream()
                                    .filter(topic -> topic.offsetLag() != null)
                                    .map(Snapshot.Topic::topic)
                                    .collect(Collectors.toSet()))
                            .containsExactlyInAnyOrderElementsOf(names.subList(1, COUNT)));
            estate.assertSame("many-7");
            assertThat(agent.topics()).containsAll(names.subList(1, COUNT)).doesNotContain("many-0");

            api.put(new Change.PutTopicMapping(Estate.literal(0, "many-0", "many-0"), 1));
            estate.assertSame("many-0");
        }
    }
}
