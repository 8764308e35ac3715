// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.duty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.coordinator.core.Members;
import dev.orbit.agent.coordinator.core.Situation;
import dev.orbit.agent.migration.SourceEnd;
import dev.orbit.agent.state.LinkDocument;
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

    private final OneTopicSource source = new OneTopicSource();
    private final MigrationProgress progress = new MigrationProgress(source, Runnable::run, () -> {});
    private long nowNanos = System.nanoTime();

    private List<StateRecord> decide(StateImage image) {
        nowNanos += 1_000_000_000L;
        return progress.decide(new Situation(image, new Members(1, List.of(), 0), 2_000, nowNanos));
    }

    /** A topic of the name there has other ends, and old sources have no ids to tell the two apart. */
    @Test
    void asksNoOtherClusterWhereItsSourceEnds() {
        source.ends = List.of(new SourceEnd(7, 7, 7));
        StateRecord closing = StateRecord.of(
                States.topic("default", "orders", 1, new Migration.CatchingUp(States.attempt(1)).toClosing()));
        StateImage elsewhere = States.image(
                StateRecord.of(new LinkDocument(States.link("default").spec(), 2, "other-cluster-id")), closing);
        assertThat(decide(elsewhere)).isEmpty();
        assertThat(decide(elsewhere)).isEmpty();
        assertThat(source.endsAskedCount).isZero();

        StateImage back = States.image(StateRecord.of(States.link("default")), closing);
        assertThat(decide(back)).isEmpty();
        assertThat(decide(back)).hasSize(1);
    }

    /** It is not mirrored any more: producers would wait until the deadline for what cannot come. */
    @Test
    void goesBackAtOnceWithItsGroupWhenItIsNotMirroredAnyMore() {
        String failure = "source topic orders was deleted and made anew";
        Migration closing = new Migration.CatchingUp(ATTEMPT).toClosing();
        StateImage image = States.image(
                StateRecord.of(States.link("default")),
                StateRecord.of(States.topic("default", "orders", 1, closing).withFailure(failure)),
                StateRecord.of(States.topic("default", "payments", 1, closing)));

        StateImage after = image.apply(decide(image), 9);

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
