// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orbit.agent.broker.request.ProduceGate.Answer;
import dev.orbit.agent.broker.request.ProduceGate.Produced;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WaitingTest {

    private static final int LONG_MS = 120_000;

    private final Waiting waiting = new Waiting(100);

    @AfterEach
    void close() {
        waiting.close();
    }

    /** What a produce was told, and when. */
    private static final class Told {
        private final long startNanos = System.nanoTime();
        private final ConcurrentLinkedQueue<String> answers = new ConcurrentLinkedQueue<>();
        private volatile long afterMs = -1;

        void resumed(@Nullable Answer answer) {
            afterMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
            answers.add(answer == null ? "again" : answer.error() + ": " + answer.message());
        }
    }

    @Test
    void asksAgainWhenTheTopicIsResumedAndForNoOther() {
        Told orders = hold("orders", 10, LONG_MS);
        Told payments = hold("payments", 10, LONG_MS);

        waiting.resume("orders");

        assertThat(orders.answers).containsExactly("again");
        assertThat(payments.answers).isEmpty();
    }

    @Test
    void givesUpAfterAThirdOfTheRequestsTimeout() {
        Told told = hold("orders", 10, 900);

        await().atMost(Duration.ofSeconds(10)).until(() -> !told.answers.isEmpty());

        assertThat(told.answers).containsExactly("NOT_ENOUGH_REPLICAS: because of orders");
        assertThat(told.afterMs).isBetween(300L, 3_000L);
    }

    @Test
    void givesUpAfterFiveSecondsAtTheLatest() {
        Told told = hold("orders", 10, LONG_MS);

        await().atMost(Duration.ofSeconds(20)).until(() -> !told.answers.isEmpty());

        assertThat(told.answers).containsExactly("NOT_ENOUGH_REPLICAS: because of orders");
        assertThat(told.afterMs).isBetween(5_000L, 9_000L);
    }

    @Test
    void doesNotWaitAtAllForARequestWithoutTime() {
        Told told = hold("orders", 10, 0);

        await().atMost(Duration.ofSeconds(10)).until(() -> !told.answers.isEmpty());
        assertThat(told.afterMs).isLessThan(3_000);
    }

    @Test
    void holdsNoMoreBytesThanItMay() {
        Told first = hold("orders", 60, LONG_MS);
        Told tooMuch = hold("orders", 41, LONG_MS);
        Told fits = hold("payments", 40, LONG_MS);

        assertThat(tooMuch.answers).containsExactly("NOT_ENOUGH_REPLICAS: because of orders");
        assertThat(first.answers).isEmpty();
        assertThat(fits.answers).isEmpty();

        waiting.resume("orders");
        assertThat(hold("orders", 60, LONG_MS).answers).isEmpty();
        assertThat(hold("orders", 1, LONG_MS).answers).hasSize(1);
    }

    @Test
    void givesTheBytesBackWhenItGivesUp() {
        Told told = hold("orders", 100, 30);

        await().atMost(Duration.ofSeconds(10)).until(() -> !told.answers.isEmpty());

        assertThat(hold("orders", 100, LONG_MS).answers).isEmpty();
    }

    @Test
    void oneThatFailsKeepsNobodyFromGoingOn() {
        holdFailing(LONG_MS);
        Told next = hold("orders", 10, LONG_MS);

        waiting.resume("orders");

        assertThat(next.answers).containsExactly("again");
    }

    @Test
    void oneThatFailsKeepsNobodyFromGivingUpNowOrLater() {
        holdFailing(30);
        Told next = hold("orders", 10, 30);
        await().atMost(Duration.ofSeconds(10)).until(() -> !next.answers.isEmpty());

        Told later = hold("orders", 10, 30);
        await().atMost(Duration.ofSeconds(10)).until(() -> !later.answers.isEmpty());
    }

    @Test
    void answersEverybodyWhenItCloses() {
        Told told = hold("orders", 10, LONG_MS);

        waiting.close();

        assertThat(told.answers).containsExactly("NOT_ENOUGH_REPLICAS: because of orders");
    }

    /** The agent stops while request handlers are still at work. */
    @Test
    void answersWhoeverComesAfterItClosed() {
        waiting.close();

        Told late = hold("orders", 10, 300);

        await().atMost(Duration.ofSeconds(3)).until(() -> !late.answers.isEmpty());
    }

    @Test
    void answersEverybodyExactlyOnceHoweverManyTry() throws Exception {
        try (Waiting contended = new Waiting(10_000)) {
            List<AtomicInteger> counts = new ArrayList<>();
            for (int i = 0; i < 4_000; i++) {
                counts.add(new AtomicInteger());
            }
            ExecutorService threads = Executors.newFixedThreadPool(4);
            for (int thread = 0; thread < 4; thread++) {
                int offset = thread;
                var unused = threads.submit(() -> {
                    for (int i = offset; i < counts.size(); i += 4) {
                        AtomicInteger count = counts.get(i);
                        contended.await(produced("topic-" + i % 3, 5, i % 7), "why", answer -> count.incrementAndGet());
                        contended.resume("topic-" + (i + 1) % 3);
                    }
                });
            }
            threads.shutdown();
            assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();

            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(counts).allMatch(count -> count.get() == 1));
        }
    }

    private void holdFailing(int timeoutMs) {
        waiting.await(produced("orders", 10, timeoutMs), "because", answer -> {
            throw new StackOverflowError("made up");
        });
    }

    private Told hold(String topic, int bytes, int timeoutMs) {
        Told told = new Told();
        waiting.await(produced(topic, bytes, timeoutMs), "because of " + topic, told::resumed);
        return told;
    }

    private static Produced produced(String topic, int bytes, int timeoutMs) {
        return new Produced(
                new TopicIdPartition(Uuid.ONE_UUID, 0, topic), ByteBuffer.allocate(bytes), (short) -1, timeoutMs);
    }

    @Test
    void knowsWhichErrorEveryClientRetries() {
        assertThat(Errors.NOT_ENOUGH_REPLICAS.exception())
                .isInstanceOf(org.apache.kafka.common.errors.RetriableException.class)
                .isNotInstanceOf(org.apache.kafka.common.errors.InvalidMetadataException.class);
    }
}
