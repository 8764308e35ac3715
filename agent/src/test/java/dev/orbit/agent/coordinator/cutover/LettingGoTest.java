// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.cutover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.coordinator.core.Members;
import dev.orbit.agent.coordinator.core.Situation;
import dev.orbit.agent.coordinator.source.OneTopicSource;
import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.StateImage;
import dev.orbit.agent.state.StateRecord;
import dev.orbit.agent.state.States;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class LettingGoTest {

    private final WaysToComplete ways =
            WaysToComplete.of(new OneTopicSource(), topic -> false, Runnable::run, () -> {});

    /** It cannot be stopped: whoever waits for it has to know what for. */
    @Test
    void aTopicThatIsLetGoShowsWhatItWaitsFor() {
        MirrorTopic topic = States.topic(
                "default",
                "orders",
                1,
                new Migration.Reject().toLettingGo(States.attempt(3)).toStopping());
        StateImage image = States.image(StateRecord.of(States.link("default")), StateRecord.of(topic));
        Situation situation = new Situation(image, new Members(1, List.of(), 0), 0, System.nanoTime());

        assertThat(ways.lettingGo().decide(situation)).isEmpty();

        assertThat(Objects.requireNonNull(ways.shown(topic).lastAttempt()).reason())
                .contains("no leader of partitions [0] has stopped its mirror yet");
        assertThat(ways.shown(topic.withMigration(new Migration.Reject())).lastAttempt())
                .isNull();
    }
}
