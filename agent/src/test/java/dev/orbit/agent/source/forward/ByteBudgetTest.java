// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ByteBudgetTest {

    private static final int LONG_MS = 60_000;

    private final ByteBudget budget = new ByteBudget(100);
    private final List<String> heard = Collections.synchronizedList(new ArrayList<>());

    private void take(String name, int bytes) {
        take(name, bytes, LONG_MS);
    }

    private void take(String name, int bytes, int waitMs) {
        budget.take(bytes, waitMs, taker(name, () -> {}));
    }

    private ByteBudget.Taker taker(String name, Runnable onTaken) {
        return taker(name, onTaken, () -> {});
    }

    private ByteBudget.Taker taker(String name, Runnable onTaken, Runnable onTurnedAway) {
        return new ByteBudget.Taker() {
            @Override
            public void taken() {
                heard.add(name);
                onTaken.run();
            }

            @Override
            public void inVain() {
                heard.add(name + " in vain");
            }

            @Override
            public void turnedAway() {
                heard.add(name + " turned away");
                onTurnedAway.run();
            }
        };
    }

    @Test
    void noMoreIsHeldThanThereMayBe() {
        take("sixty", 60);
        take("forty", 40);
        take("one", 1);

        assertThat(heard).containsExactly("sixty", "forty");
        assertThat(budget.held()).isEqualTo(100);
    }

    @Test
    void whatIsLargerThanAllIsHeldAlone() {
        take("large", 1_000);
        take("small", 1);
        assertThat(heard).containsExactly("large");

        budget.giveBack(1_000);

        assertThat(heard).containsExactly("large", "small");
    }

    @Test
    void whoComesFirstIsServedFirst() {
        take("first", 90);
        take("second", 50);
        take("third", 10);
        assertThat(heard).containsExactly("first");

        budget.giveBack(90);

        assertThat(heard).containsExactly("first", "second", "third");
        assertThat(budget.held()).isEqualTo(60);
    }

    @Test
    void whoWaitedForTooLongLeavesAndLetsOthersThrough() {
        take("first", 90);
        take("impatient", 50, 1);
        take("small", 10);

        await().atMost(10, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThat(heard).containsExactly("first", "impatient in vain", "small"));
        budget.giveBack(90);
        assertThat(heard).hasSize(3);
    }

    /** What waits is in memory, whether it is held or not. */
    @Test
    void noMoreWaitThanMayBeHeld() {
        take("first", 100);
        take("sixty", 60);
        take("forty", 40);
        take("one", 1);
        assertThat(heard).containsExactly("first", "one turned away");
        assertThat(budget.inLine()).isEqualTo(100);

        budget.giveBack(100);
        take("again", 90);

        assertThat(heard).containsExactly("first", "one turned away", "sixty", "forty");
        assertThat(budget.inLine()).isEqualTo(90);
        budget.close();
        assertThat(budget.inLine()).isZero();
    }

    /** Refused at once, it would have to come in the very moment when nothing is held. */
    @Test
    void whatIsLargerThanAllWaitsWhileNothingElseDoes() {
        take("first", 90);
        take("large", 1_000);
        take("small", 1);
        assertThat(heard).containsExactly("first", "small turned away");

        budget.giveBack(90);

        assertThat(heard).containsExactly("first", "small turned away", "large");
    }

    @Test
    void whoLeavesTheLineMakesRoomThere() {
        take("first", 100);
        take("impatient", 100, 1);
        await().atMost(10, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThat(heard).containsExactly("first", "impatient in vain"));

        take("next", 100);
        budget.giveBack(100);

        assertThat(heard).containsExactly("first", "impatient in vain", "next");
    }

    /** It holds the records of a produce, and its wait may be long. */
    @Test
    void whoWasServedIsNotHeldOnTo() {
        take("first", 100);
        WeakReference<ByteBudget.Taker> served = new WeakReference<>(waiting());

        budget.giveBack(100);

        await().atMost(10, TimeUnit.SECONDS).until(() -> {
            System.gc();
            return served.get() == null;
        });
    }

    private ByteBudget.Taker waiting() {
        ByteBudget.Taker waiting = taker("waiting", () -> {});
        budget.take(100, LONG_MS, waiting);
        return waiting;
    }

    @Test
    void whoFailsDoesNotHoldUpTheNext() {
        take("first", 100);
        budget.take(10, LONG_MS, taker("failing", () -> {
            throw new OutOfMemoryError("Java heap space");
        }));
        take("next", 10);

        budget.giveBack(100);

        assertThat(heard).containsExactly("first", "failing", "next");
    }

    @Test
    void closedItRefusesAll() {
        take("first", 90);
        take("waiting", 50);

        budget.close();
        take("late", 1);
        budget.giveBack(90);

        assertThat(heard).containsExactly("first", "waiting in vain", "late in vain");
    }

    @Test
    void whoClosedItMayWaitUntilNothingIsHeld() throws Exception {
        take("first", 90);
        budget.close();
        CountDownLatch waited = new CountDownLatch(1);
        Thread waiting = new Thread(() -> {
            budget.awaitNone(LONG_MS);
            waited.countDown();
        });
        waiting.start();
        budget.awaitNone(1);
        assertThat(waited.getCount()).isEqualTo(1);

        budget.giveBack(90);

        assertThat(waited.await(10, TimeUnit.SECONDS)).isTrue();
    }

    /** As when the source refuses the topic: each in line is served and done with at once. */
    @Test
    void aLongLineIsServedWithoutDepth() {
        int count = 100_000;
        ByteBudget large = new ByteBudget(count);
        large.take(count, LONG_MS, taker("first", () -> {}));
        for (int i = 0; i < count; i++) {
            large.take(1, LONG_MS, taker("next", () -> large.giveBack(1)));
        }

        large.giveBack(count);

        assertThat(heard).hasSize(1 + count).doesNotContain("next in vain");
        assertThat(large.held()).isZero();
    }

    @Test
    void threadsNeverHoldMoreTogether() throws Exception {
        AtomicLong held = new AtomicLong();
        AtomicLong highest = new AtomicLong();
        int count = 2_000;
        CountDownLatch done = new CountDownLatch(4 * count);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            for (int thread = 0; thread < 4; thread++) {
                int bytes = 20 + 10 * thread;
                threads.execute(() -> {
                    for (int i = 0; i < count; i++) {
                        Runnable taken = () -> {
                            highest.accumulateAndGet(held.addAndGet(bytes), Math::max);
                            threads.execute(() -> {
                                held.addAndGet(-bytes);
                                budget.giveBack(bytes);
                                done.countDown();
                            });
                        };
                        budget.take(bytes, LONG_MS, taker("x", taken, done::countDown));
                    }
                });
            }
            assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            threads.shutdownNow();
        }
        assertThat(highest.get()).isBetween(1L, 100L);
        assertThat(budget.held()).isZero();
        assertThat(budget.inLine()).isZero();
        assertThat(heard).hasSize(4 * count);
    }
}
