// SPDX-License-Identifier: Apache-2.0
package dev.orbit.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopicMatchingTest {

    private static final TopicMappingSpec ALL = TopicMappingSpec.regex("l", 0, ".*", "");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "__consumer_offsets",
                "__transaction_state",
                "__share_group_state",
                "__cluster_metadata",
                "__orbit_state",
                "__orbit_events",
                "orders.orbit-strays"
            })
    void noRegexMatchesAReservedName(String name) {
        assertThat(TopicMatching.matches(ALL, name)).isFalse();
        assertThat(TopicMatching.couldProduce(ALL, name)).isFalse();
    }

    @Test
    void anExcludedTopicIsNotMatched() {
        TopicMappingSpec some =
                TopicMappingSpec.regex("l", 0, "orders.*", "eu.").withExclude("orders-private", ".*-tmp");

        assertThat(TopicMatching.matches(some, "orders")).isTrue();
        // whole names, as everywhere
        assertThat(TopicMatching.matches(some, "orders-private-2")).isTrue();
        assertThat(TopicMatching.matches(some, "orders-private")).isFalse();
        assertThat(TopicMatching.matches(some, "orders-tmp")).isFalse();
        assertThat(TopicMatching.couldProduce(some, "eu.orders")).isTrue();
        assertThat(TopicMatching.couldProduce(some, "eu.orders-tmp")).isFalse();
    }

    /** Nothing is guessed of a mapping that no check has let pass. */
    @Test
    void aRegexThatIsNoneMatchesNothing() {
        assertThat(TopicMatching.matches(TopicMappingSpec.regex("l", 0, "[", ""), "a"))
                .isFalse();
        assertThat(TopicMatching.matches(ALL.withExclude("["), "a")).isFalse();
        assertThat(TopicMatching.keepsInStep(ALL.withTopicConfigInclude("["), "retention.ms"))
                .isFalse();
    }

    @Test
    void aMappingThatLetsGoNamesNoMirrors() {
        assertThat(TopicMatching.couldProduce(ALL, "orders")).isTrue();
        assertThat(TopicMatching.couldProduce(ALL.withIrreversibleDisableOrbitManagement(true), "orders"))
                .isFalse();
    }

    @Test
    void configsAreInStepUnlessTheyAreLeftOut() {
        TopicMappingSpec some = ALL.withTopicConfigInclude("retention\\..*", "cleanup.policy")
                .withTopicConfigExclude("retention.bytes");

        assertThat(TopicMatching.keepsInStep(ALL, "retention.ms")).isTrue();
        assertThat(TopicMatching.keepsInStep(some, "retention.ms")).isTrue();
        assertThat(TopicMatching.keepsInStep(some, "cleanup.policy")).isTrue();
        assertThat(TopicMatching.keepsInStep(some, "retention.bytes")).isFalse();
        assertThat(TopicMatching.keepsInStep(some, "segment.ms")).isFalse();
    }
}
