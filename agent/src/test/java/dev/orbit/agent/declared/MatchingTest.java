// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.declared;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.coordinator.source.SourceQueries.SourceTopic;
import dev.orbit.agent.state.MappingDocument;
import dev.orbit.agent.state.StateImage;
import dev.orbit.agent.state.StateRecord;
import dev.orbit.agent.state.States;
import dev.orbit.schemas.TopicMappingSpec;
import dev.orbit.schemas.TopicMatching;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MatchingTest {

    private static StateImage image(List<TopicMappingSpec> mappings) {
        return States.image(mappings.stream()
                .map(mapping -> StateRecord.of(new MappingDocument(mapping, 1)))
                .toArray(StateRecord[]::new));
    }

    @Test
    void theFirstInTheirOrderMatchesWhetherNamedOrByRegex() {
        TopicMappingSpec regex = TopicMappingSpec.regex("a", 5, "ord.*", "");
        TopicMappingSpec before = TopicMappingSpec.literal("a", 4, "orders", "first");
        TopicMappingSpec after = TopicMappingSpec.literal("a", 6, "ordinary", "never");

        Matching matching = Matching.of(image(List.of(after, regex, before)));

        assertThat(matching.first("a", "orders")).contains(before);
        assertThat(matching.first("a", "ordinary")).contains(regex);
        assertThat(matching.first("a", "payments")).isEmpty();
        assertThat(matching.first("b", "orders")).isEmpty();
    }

    @Test
    void nothingMatchesAnInternalTopic() {
        Matching matching = Matching.of(image(List.of(TopicMappingSpec.regex("a", 0, ".*", ""))));

        assertThat(new SourceTopic("t", "id", 1, true).matched(matching, "a")).isEmpty();
        assertThat(new SourceTopic("__orbit_state", "id", 1, false).matched(matching, "a"))
                .isEmpty();
        assertThat(new SourceTopic("t", "id", 1, false).matched(matching, "a")).isPresent();
    }

    @Test
    void isWhatTryingOneAfterTheOtherIs() {
        Random random = new Random(1);
        for (int round = 0; round < 200; round++) {
            List<TopicMappingSpec> mappings = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                String topic = "t" + random.nextInt(4);
                mappings.add(
                        random.nextBoolean()
                                ? TopicMappingSpec.literal("a", random.nextInt(3), topic, topic)
                                : TopicMappingSpec.regex("a", random.nextInt(3), topic + "|x", ""));
            }
            StateImage image = image(mappings);
            for (String topic : List.of("t0", "t1", "t2", "t3", "x")) {
                Optional<TopicMappingSpec> oneByOne = image.mappingsOf("a").stream()
                        .map(MappingDocument::spec)
                        .filter(mapping -> TopicMatching.matches(mapping, topic))
                        .findFirst();

                assertThat(Matching.of(image).first("a", topic)).isEqualTo(oneByOne);
            }
        }
    }

    /** Thousands of topics are asked for again in every pass. */
    @Test
    void triesTheRegexesOnATopicOnce() {
        int[] tried = {0};
        StateImage image = image(List.of(
                TopicMappingSpec.regex("a", 0, "x.*", ""),
                TopicMappingSpec.regex("a", 1, "y.*", ""),
                TopicMappingSpec.regex("a", 2, "orders", "")));
        Matching matching = Matching.of(image, (mapping, topic) -> {
            tried[0]++;
            return TopicMatching.matches(mapping, topic);
        });

        for (int pass = 0; pass < 10; pass++) {
            assertThat(matching.first("a", "orders"))
                    .map(TopicMappingSpec::priority)
                    .contains(2);
            assertThat(matching.first("a", "unmatched")).isEmpty();
            matching.forget("a", 2);
        }

        assertThat(tried[0]).isEqualTo(6);
    }

    /** What is live is asked for many times a second: what was seen for a plan does not take its place. */
    @Test
    void whatIsAskedForIsKept() {
        StateImage live = image(List.of(TopicMappingSpec.regex("a", 0, "live.*", "")));
        Matching matching = Matching.of(live);

        for (int plan = 0; plan < 3; plan++) {
            Matching.of(image(List.of(TopicMappingSpec.regex("a", 0, "plan" + plan, ""))));
            assertThat(Matching.of(live)).isSameAs(matching);
        }
    }

    @Test
    void forgetsTopicsThatAreGone() {
        int[] tried = {0};
        Matching matching = Matching.of(image(List.of(TopicMappingSpec.regex("a", 0, ".*", ""))), (mapping, topic) -> {
            tried[0]++;
            return true;
        });
        for (int topic = 0; topic < 10_000; topic++) {
            assertThat(matching.first("a", "topic-" + topic)).isPresent();
        }

        matching.forget("a", 10);

        assertThat(matching.first("a", "topic-0")).isPresent();
        assertThat(tried[0]).isEqualTo(10_001);
    }
}
