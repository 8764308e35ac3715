// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class TopicGateTest {

    private static final int ROUNDS = 2_000;
    private static final int PRODUCERS = 2;

    private final AtomicInteger quiet = new AtomicInteger();
    private final TopicGate gate = new TopicGate(quiet::incrementAndGet);

    @Test
    void letsProducesThroughWhileItIsOpen() {
        assertThat(gate.enter()).isTrue();
        gate.leave();

        assertThat(gate.quietForAttempt()).isEmpty();
        assertThat(quiet).hasValue(0);
    }

    @Test
    void isQuietOnceWhatWasForwardedHasItsOutcome() {
        gate.enter();
        gate.enter();
        gate.close(3);

        assertThat(gate.enter()).isFalse();
        assertThat(gate.quietForAttempt()).isEmpty();
        gate.leave();
        assertThat(gate.quietForAttempt()).isEmpty();
        gate.leave();

        assertThat(gate.quietForAttempt()).contains(3);
        assertThat(quiet.get()).isPositive();
    }

    @Test
    void opensAgainAndClosesForTheNextAttempt() {
        gate.close(1);
        gate.open();

        assertThat(gate.quietForAttempt()).isEmpty();
        assertThat(gate.enter()).isTrue();
        gate.close(2);
        gate.leave();
        assertThat(gate.quietForAttempt()).contains(2);
    }

    @Test
    void remembersTheHighestEndOfEachPartition() {
        gate.acknowledged(0, 10);
        gate.acknowledged(1, 3);
        gate.acknowledged(0, 7);

        assertThat(gate.acknowledgedEnds()).isEqualTo(Map.of(0, 10L, 1, 3L));
    }

    /** Whoever saw the gate quiet has seen everything that was ever forwarded through it. */
    @Test
    void isNeverQuietBeforeTheLastAcknowledgement() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(PRODUCERS);
        for (int round = 1; round <= ROUNDS; round++) {
            closeWhileProducing(round, threads);
        }
        threads.shutdown();
    }

    private static void closeWhileProducing(int attempt, ExecutorService threads) throws Exception {
        TopicGate contended = new TopicGate(() -> {});
        AtomicLong acknowledged = new AtomicLong();
        CountDownLatch refused = new CountDownLatch(PRODUCERS);
        for (int i = 0; i < PRODUCERS; i++) {
            threads.execute(() -> {
                produceUntilRefused(contended, acknowledged);
                refused.countDown();
            });
        }
        while (acknowledged.get() < attempt % 100) {
            Thread.yield();
        }
        contended.close(attempt);
        while (contended.quietForAttempt().isEmpty()) {
            Thread.yield();
        }
        Map<Integer, Long> told = contended.acknowledgedEnds();

        assertThat(refused.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(told.getOrDefault(0, 0L)).isEqualTo(acknowledged.get());
        assertThat(contended.quietForAttempt()).contains(attempt);
    }

    /** As a forwarder does: acknowledges before it leaves. */
    private static void produceUntilRefused(TopicGate gate, AtomicLong acknowledged) {
        while (gate.enter()) {
            gate.acknowledged(0, acknowledged.incrementAndGet());
            gate.leave();
        }
    }

    /** A closer that looked too early must be told. */
    @Test
    void tellsWhenTheLastProduceLeavesAClosedGate() throws Exception {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        for (int round = 0; round < ROUNDS; round++) {
            AtomicBoolean told = new AtomicBoolean();
            TopicGate contended = new TopicGate(() -> told.set(true));
            contended.enter();
            Future<?> leaving = thread.submit(contended::leave);
            contended.close(1);
            boolean seenQuiet = contended.quietForAttempt().isPresent();
            leaving.get(30, TimeUnit.SECONDS);

            assertThat(seenQuiet || told.get()).isTrue();
        }
        thread.shutdown();
    }
}
