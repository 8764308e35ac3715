// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.bypass;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.coordinator.core.Inquiries.Answer;
import dev.orbit.agent.coordinator.source.SourceFailure;
import dev.orbit.agent.coordinator.source.SourceQueries.TopicEnds;
import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.States;
import dev.orbit.schemas.Problem;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnwatchedSourcesTest {

    private final UnwatchedSources sources = new UnwatchedSources();

    private void silent(String topic) {
        sources.answered(
                States.topic("eu", topic, 1, new Migration.Complete(List.of(1L), 1)),
                new Answer<>(
                        new TopicEnds(
                                null,
                                new SourceFailure(List.of(
                                        new Problem("source_unreachable", "No answer.", null, "Switch it on.")))),
                        null,
                        0));
    }

    @Test
    void whatIsToldOnceOfSeveralTopicsNamesThemAll() {
        silent("payments");
        silent("orders");
        sources.roundEnded(1_000);

        assertThat(sources.all()).singleElement().satisfies(told -> {
            assertThat(told.topic()).isNull();
            assertThat(told.topics()).containsExactly("orders", "payments");
            assertThat(told.message()).contains("2 topics that have moved (orders, payments)");
        });
    }

    @Test
    void whatIsToldOfOneTopicNamesIt() {
        silent("orders");
        sources.roundEnded(1_000);

        assertThat(sources.all()).singleElement().satisfies(told -> {
            assertThat(told.topic()).isEqualTo("orders");
            assertThat(told.topics()).containsExactly("orders");
        });
    }
}
