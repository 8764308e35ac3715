// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.duty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.coordinator.core.Members;
import dev.orbit.agent.coordinator.core.Situation;
import dev.orbit.agent.state.StateImage;
import dev.orbit.agent.state.StrayWrites;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StrayTopicsTest {

    private final OneTopicDestination destination = new OneTopicDestination();
    private final StrayTopics topics = new StrayTopics(destination, Runnable::run, () -> {});

    /** A topic of the name that moves later is another. */
    @Test
    void forgetsWhatStoodAgainstTheTopicOfOneThatIsForgotten() {
        destination.creationRefusal = "the policy forbids it";
        assertThat(obstacle()).isEmpty();
        assertThat(obstacle()).hasValue("the policy forbids it");
        topics.retain("orders"::equals);
        assertThat(obstacle()).hasValue("the policy forbids it");

        topics.retain("payments"::equals);

        assertThat(obstacle()).isEmpty();
    }

    private Optional<String> obstacle() {
        Situation situation = new Situation(StateImage.EMPTY, new Members(1, List.of(), 0), 0, System.nanoTime());
        return topics.kept(situation, StrayWrites.found("orders", "default", 1, 0), 1)
                .obstacle();
    }
}
