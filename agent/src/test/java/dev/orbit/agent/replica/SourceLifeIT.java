// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orbit.schemas.Change;
import dev.orbit.schemas.TopicMappingSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the source does to its log reaches the mirror, or is reported. */
@Timeout(240)
class SourceLifeIT {

    @TempDir
    static Path directory;

    private static Estate estate;

    @BeforeAll
    static void start() {
        estate = Estate.startAttentive(directory, options -> options);
        estate.declare();
    }

    @AfterAll
    static void stop() {
        estate.close();
    }

    private static void map(TopicMappingSpec mapping, long revision) {
        estate.api().change(List.of(new Change.PutTopicMapping(mapping, revision)));
    }

    /** A source topic with ten records in each of three batches, and its mirror. */
    private static void mirrored(String topic, UnaryOperator<TopicMappingSpec> mapping) throws Exception {
        estate.createTopic(topic, 1, Map.of());
        for (int i = 0; i < 3; i++) {
            estate.write(topic, 10);
        }
        map(mapping.apply(Estate.literal(0, topic, topic)), 0);
        estate.assertSame(topic);
    }

    private static void awaitLogStart(String topic, long offset) {
        await("log start of " + topic)
                .atMost(Estate.SOON)
                .untilAsserted(() -> assertThat(
                                Positions.of(estate.agentAdmin(), topic).get(0).logStartOffset())
                        .isEqualTo(offset));
    }

    @Test
    void whatTheSourceDeletesIsGoneHereToo() throws Exception {
        mirrored("deleting", mapping -> mapping);

        // nothing new comes, and the offset lies inside a batch
        estate.deleteRecordsBefore("deleting", 0, 15);
        awaitLogStart("deleting", 15);
        estate.assertSame("deleting");

        estate.deleteRecordsBefore("deleting", 0, 30);
        awaitLogStart("deleting", 30);
        estate.write("deleting", 5);
        estate.assertSame("deleting");
    }

    @Test
    void aMappingThatOverridesRetentionKeepsWhatTheSourceDeletes() throws Exception {
        mirrored("keeping", mapping -> mapping.withTopicConfig(Map.of("retention.ms", "-1")));

        estate.deleteRecordsBefore("keeping", 0, 25);
        estate.write("keeping", 10);
        // which says that the source's log start arrived
        estate.awaitHighWatermark("keeping", 40);
        awaitLogStart("keeping", 0);

        map(Estate.literal(0, "keeping", "keeping"), 1);
        awaitLogStart("keeping", 25);
        estate.assertSame("keeping");
    }
}
