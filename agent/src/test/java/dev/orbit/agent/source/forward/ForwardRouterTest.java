// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orbit.agent.source.connect.BrokerEndpoint;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ForwardRouterTest {

    private static final int BAD = 0;

    private final List<ForwardQueue> placed = new CopyOnWriteArrayList<>();
    private final List<ForwardResult> results = new CopyOnWriteArrayList<>();
    private final ForwardRouter router = new ForwardRouter("router", new Placement() {
        @Override
        public boolean isLedBy(BrokerEndpoint broker, ForwardQueue queue) {
            return false;
        }

        @Override
        public void place(ForwardQueue queue) {
            if (queue.partition().partition() == BAD) {
                throw new StackOverflowError("made up");
            }
            placed.add(queue);
        }
    });

    @AfterEach
    void end() {
        router.end(10_000);
    }

    /** Whose thread ended would be parked with for ever, and answer nobody. */
    @Test
    void whatCannotBePlacedIsAnsweredAndTheOthersGoOn() {
        ForwardQueue good = queue(1);
        router.park(queue(BAD));
        router.park(good);
        router.start();

        await().until(() -> placed.contains(good));
        assertThat(results).extracting(ForwardResult::error).containsExactly(Errors.NOT_ENOUGH_REPLICAS);
        assertThat(results)
                .extracting(ForwardResult::errorMessage)
                .first()
                .asString()
                .contains("made up");
    }

    private ForwardQueue queue(int partition) {
        ForwardQueue queue = new ForwardQueue(new TopicPartition("topic", partition));
        ForwardRequest request =
                new ForwardRequest("topic", Uuid.ZERO_UUID, partition, Forwards.batch(-1, 0, "a"), (short) -1, 9_000);
        queue.add(new Forward(request, () -> false, results::add, () -> {}, System.nanoTime()));
        return queue;
    }
}
