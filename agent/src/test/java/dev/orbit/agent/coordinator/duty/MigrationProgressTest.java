// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.duty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.coordinator.core.Members;
import dev.orbit.agent.coordinator.core.Situation;
import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.Migration.Attempt;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.StateImage;
import dev.orbit.agent.state.StateRecord;
import dev.orbit.agent.state.States;
import java.util.List;
import org.junit.jupiter.api.Test;

class MigrationProgressTest {

    private static final List<String> TOGETHER = List.of("orders", "payments");
    private static final Attempt ATTEMPT = new Attempt(1, 1_000, 301_000, TOGETHER);

    private final MigrationProgress progress = new MigrationProgress(new OneTopicSource(), Runnable::run, () -> {});

    /** It is not mirrored any more: producers would wait until the deadline for what cannot come. */
    @Test
    void goesBackAtOnceWithItsGroupWhenItIsNotMirroredAnyMore() {
        String failure = "source topic orders was deleted and made anew";
        Migration closing = new Migration.CatchingUp(ATTEMPT).toClosing();
        StateImage image = States.image(
                StateRecord.of(States.link("default")),
                StateRecord.of(States.topic("default", "orders", 1, closing).withFailure(failure)),
                StateRecord.of(States.topic("default", "payments", 1, closing)));

        StateImage after = image.apply(
                progress.decide(new Situation(image, new Members(1, List.of(), 0), 2_000, System.nanoTime())), 9);

        assertThat(TOGETHER).allSatisfy(name -> {
            MirrorTopic topic = after.topics().get(name);
            assertThat(topic).isNotNull();
            assertThat(topic.migration()).isEqualTo(new Migration.Proxy());
            assertThat(topic.lastAttempt()).isNotNull();
            assertThat(topic.lastAttempt().outcome()).isEqualTo("rolled_back");
            assertThat(topic.lastAttempt().reason()).contains(failure);
        });
    }
}
