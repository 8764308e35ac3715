// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.declared;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.schemas.TopicMappingSpec;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MirrorTopicConfigTest {

    private static final TopicMappingSpec MAPPING = TopicMappingSpec.literal("default", 0, "orders", "orders");

    @Test
    void copiesWhatIsSetAtTheSource() {
        Map<String, String> source = Map.of(
                "cleanup.policy", "compact",
                "retention.ms", "1000",
                "max.message.bytes", "5000000",
                "compression.type", "zstd",
                "message.timestamp.type", "LogAppendTime");

        assertThat(MirrorTopicConfig.of(source, MAPPING)).isEqualTo(source);
    }

    /** They name the source's brokers, its number of replicas or its storage. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "min.insync.replicas",
                "leader.replication.throttled.replicas",
                "follower.replication.throttled.replicas",
                "remote.storage.enable",
                "local.retention.ms",
                "message.format.version"
            })
    void leavesOutWhatOnlyMeansSomethingThere(String name) {
        assertThat(MirrorTopicConfig.of(Map.of(name, "1", "retention.ms", "7"), MAPPING))
                .isEqualTo(Map.of("retention.ms", "7"));
    }

    @ParameterizedTest
    @CsvSource({"14, 1048576", "1048575, 1048576", "1048576, 1048576", "1073741824, 1073741824"})
    void raisesSegmentsToTheLeastThatKafka4Takes(String source, String expected) {
        assertThat(MirrorTopicConfig.of(Map.of("segment.bytes", source), MAPPING))
                .containsEntry("segment.bytes", expected);
    }

    /** Or the topic could not be created at all. */
    @Test
    void leavesOutWhatThisKafkaDoesNotKnow() {
        Map<String, String> source = Map.of(
                "message.timestamp.difference.max.ms", "1000",
                "confluent.placement.constraints", "{}",
                "retention.ms", "7");

        assertThat(MirrorTopicConfig.of(source, MAPPING)).isEqualTo(Map.of("retention.ms", "7"));
    }

    @Test
    void overridesWin() {
        assertThat(MirrorTopicConfig.of(
                        Map.of("retention.ms", "7", "cleanup.policy", "delete"),
                        MAPPING.withTopicConfig(Map.of("retention.ms", "70", "min.insync.replicas", "2"))))
                .isEqualTo(Map.of("retention.ms", "70", "cleanup.policy", "delete", "min.insync.replicas", "2"));
    }

    @Test
    void changesOnlyWhatDiffersAndLeavesTheDestinationsOwnBusinessAlone() {
        assertThat(MirrorTopicConfig.changes(
                        Map.of("retention.ms", "7", "cleanup.policy", "compact"),
                        Map.of(
                                "retention.ms", "8",
                                "cleanup.policy", "compact",
                                "max.message.bytes", "9",
                                "min.insync.replicas", "2"),
                        MAPPING))
                .isEqualTo(Map.of("retention.ms", Optional.of("7"), "max.message.bytes", Optional.empty()));
    }

    @Test
    void segmentsThatWereRaisedStayButForAnOverride() {
        Map<String, String> raised = Map.of("segment.bytes", "5000000");

        assertThat(MirrorTopicConfig.changes(Map.of("segment.bytes", "2000000"), raised, MAPPING))
                .isEmpty();
        assertThat(MirrorTopicConfig.changes(Map.of(), raised, MAPPING)).isEmpty();
        assertThat(MirrorTopicConfig.changes(Map.of("segment.bytes", "6000000"), raised, MAPPING))
                .isEqualTo(Map.of("segment.bytes", Optional.of("6000000")));
        assertThat(MirrorTopicConfig.changes(
                        Map.of("segment.bytes", "2000000"),
                        raised,
                        MAPPING.withTopicConfig(Map.of("segment.bytes", "2000000"))))
                .isEqualTo(Map.of("segment.bytes", Optional.of("2000000")));
    }

    /** What the source has is not copied, what the destination has is not taken away, and an override wins. */
    @Test
    void whatIsOutOfStepIsTheDestinationsOwnBusiness() {
        TopicMappingSpec some = MAPPING.withTopicConfigInclude("retention\\..*", "cleanup.policy")
                .withTopicConfigExclude("retention.bytes")
                .withTopicConfig(Map.of("segment.ms", "60000"));
        Map<String, String> source = Map.of(
                "retention.ms", "7",
                "retention.bytes", "8",
                "cleanup.policy", "compact",
                "max.message.bytes", "9",
                "segment.ms", "10");

        assertThat(MirrorTopicConfig.of(source, some))
                .isEqualTo(Map.of("retention.ms", "7", "cleanup.policy", "compact", "segment.ms", "60000"));
        assertThat(MirrorTopicConfig.changes(
                        MirrorTopicConfig.of(source, some),
                        Map.of(
                                "retention.ms", "1",
                                "retention.bytes", "2",
                                "retention.check", "3",
                                "max.message.bytes", "4",
                                "segment.ms", "5"),
                        some))
                .isEqualTo(Map.of(
                        "retention.ms", Optional.of("7"),
                        "cleanup.policy", Optional.of("compact"),
                        "retention.check", Optional.empty(),
                        "segment.ms", Optional.of("60000")));
    }
}
