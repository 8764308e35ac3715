// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PathSetTest {

    private static PathSet of(String... paths) {
        PathSet set = new PathSet();
        List.of(paths).forEach(set::add);
        return set;
    }

    @Test
    void relatesAPathToItselfToWhatHoldsItAndToWhatItHolds() {
        PathSet set = of("topic_mappings[2].source_topic", "fetch");

        assertThat(List.of(
                        "topic_mappings[2].source_topic",
                        "topic_mappings[2].source_topic.x",
                        "topic_mappings[2]",
                        "topic_mappings",
                        "fetch.max_bytes",
                        ""))
                .allMatch(set::hasRelated);
    }

    @Test
    void doesNotTakeACommonBeginningForKinship() {
        PathSet set = of("topic_mappings[2].source_topic", "fetch");

        assertThat(List.of(
                        "topic_mappings[2].source",
                        "topic_mappings[2].source_topics",
                        "topic_mappings[20]",
                        "topic_mapping",
                        "fetches"))
                .noneMatch(set::hasRelated);
        assertThat(of().hasRelated("")).isFalse();
        assertThat(of("").hasRelated("anything")).isTrue();
    }
}
