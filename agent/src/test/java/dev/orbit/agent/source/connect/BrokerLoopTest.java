// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class BrokerLoopTest {

    /** What is offered to a thread that has ended would wait for ever. */
    @Test
    void theThreadOutlivesAWorkThatFailsTwiceAndEndsItsWork() {
        AtomicInteger lost = new AtomicInteger();
        AtomicInteger ended = new AtomicInteger();
        BrokerLoop loop = new BrokerLoop(
                "loop",
                new BrokerEndpoint(1, "127.0.0.1", 9),
                () -> {
                    throw new StackOverflowError("no connection");
                },
                new BrokerLoop.Work() {
                    @Override
                    public void turn(BrokerConnection connection) {}

                    @Override
                    public void lost(ConnectionFailure failure) {
                        lost.incrementAndGet();
                        throw new StackOverflowError("nor an end to it");
                    }

                    @Override
                    public void end() {
                        ended.incrementAndGet();
                    }
                });
        loop.start();

        await().untilAsserted(() -> assertThat(lost).hasValueGreaterThan(1));
        loop.stop();
        assertThat(loop.awaitEnd(10_000)).isTrue();
        assertThat(ended).hasValue(1);
    }
}
