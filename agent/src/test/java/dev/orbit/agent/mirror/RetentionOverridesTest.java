// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.state.MappingDocument;
import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.StateImage;
import dev.orbit.agent.state.StateRecord;
import dev.orbit.agent.state.States;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetentionOverridesTest {

    private final RetentionOverrides overrides = new RetentionOverrides();

    private static StateImage image(Map<String, String> topicConfig) {
        MappingDocument mapping = States.mapping("default", "orders", "orders");
        return States.image(
                StateRecord.of(States.link("default")),
                StateRecord.of(new MappingDocument(mapping.spec().withTopicConfig(topicConfig), 1)),
                StateRecord.of(States.topic("default", "orders", 1, new Migration.Reject())));
    }

    private boolean overrides(StateImage image) {
        return overrides.overrides(image, image.topics().get("orders"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"retention.ms", "retention.bytes", "cleanup.policy"})
    void aMappingThatNamesRetentionOverridesIt(String config) {
        assertThat(overrides(image(Map.of(config, "-1")))).isTrue();
    }

    /** The source's retention is not the topic's, so what it deletes is not for the topic to give up. */
    @ParameterizedTest
    @ValueSource(strings = {"retention.ms", "retention\\..*", "cleanup.policy"})
    void aMappingThatLeavesRetentionOutOfStepOverridesIt(String config) {
        StateImage image = image(Map.of());
        MappingDocument mapping = States.mapping("default", "orders", "orders");
        MappingDocument without = new MappingDocument(mapping.spec().withTopicConfigExclude(config), 2);
        MappingDocument others = new MappingDocument(mapping.spec().withTopicConfigInclude("segment.*"), 3);
        StateImage excluded = image.apply(List.of(StateRecord.of(without)), 9);

        assertThat(overrides(image)).isFalse();
        assertThat(overrides(excluded)).isTrue();
        assertThat(overrides(excluded.apply(List.of(StateRecord.of(others)), 10)))
                .isTrue();
    }

    @Test
    void followsEveryNewState() {
        StateImage first = image(Map.of("segment.bytes", "1048576"));
        StateImage second = image(Map.of("retention.ms", "-1")).apply(List.of(), 10);
        StateImage third = image(Map.of()).apply(List.of(), 11);

        assertThat(overrides(first)).isFalse();
        assertThat(overrides(second)).isTrue();
        assertThat(overrides(third)).isFalse();
    }

    @Test
    void whatNoMappingHoldsKeepsEverything() {
        StateImage image = image(Map.of());
        StateRecord gone = StateRecord.removal(StateRecord.Kind.MAPPING, "default/orders");

        assertThat(overrides(image.apply(List.of(gone), 9))).isTrue();
    }
}
