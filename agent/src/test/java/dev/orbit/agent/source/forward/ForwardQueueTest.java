// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.forward;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ForwardQueueTest {

    private static final ForwardResult GIVEN_UP = ForwardResult.tryAgain("given up");
    private static final ForwardResult TAKEN = new ForwardResult(Errors.NONE, 7, -1, 0, null);

    private final ForwardQueue queue = new ForwardQueue(new TopicPartition("orders", 0));
    private final List<ForwardResult> results = new ArrayList<>();
    private boolean isGivenUp = true;
    private final Forward inFlight = forward();
    private final Forward waiting = forward();

    @SuppressWarnings("NullAway") // whose sender it is does not matter here
    private static final @Nullable ForwardSender NOBODY = null;

    @Test
    void whatWaitsAndWhatIsInFlightIsAnsweredOnceAndNotSentAnyMore() {
        ForwardBatch.Item item = sent();

        queue.answerGivenUp(GIVEN_UP);

        assertThat(results).containsExactly(GIVEN_UP, GIVEN_UP);
        assertThat(queue.peek()).isNull();
        assertThat(queue.unlistIfEmpty()).isTrue();
        item.land(TAKEN);
        assertThat(results).as("the source's answer is news to nobody").containsExactly(GIVEN_UP, GIVEN_UP);
    }

    @Test
    void whatComesLaterIsSent() {
        ForwardBatch.Item item = sent();
        queue.answerGivenUp(GIVEN_UP);

        Forward later = forward();
        assertThat(queue.add(later)).as("it is on its list still").isFalse();

        assertThat(queue.peek()).isSameAs(later);
        item.land(TAKEN);
        assertThat(results).hasSize(2);
    }

    /** They are those of another mirror of the topic. */
    @Test
    void whatSomebodyWaitsForIsNotAnswered() {
        isGivenUp = false;
        ForwardBatch.Item item = sent();

        queue.answerGivenUp(GIVEN_UP);

        assertThat(results).isEmpty();
        assertThat(queue.peek()).isSameAs(waiting);
        item.land(TAKEN);
        assertThat(results).containsExactly(TAKEN);
    }

    @SuppressWarnings("NullAway")
    private ForwardBatch.Item sent() {
        assertThat(queue.add(inFlight)).isTrue();
        queue.add(waiting);
        assertThat(Objects.requireNonNull(queue.peek())).isSameAs(inFlight);
        return new ForwardBatch.Item(queue, queue.take(NOBODY));
    }

    private Forward forward() {
        ForwardRequest request =
                new ForwardRequest("orders", Uuid.ZERO_UUID, 0, Forwards.batch(-1, 0, "a"), (short) -1, 9_000);
        return new Forward(request, () -> isGivenUp, results::add, () -> {}, System.nanoTime());
    }
}
