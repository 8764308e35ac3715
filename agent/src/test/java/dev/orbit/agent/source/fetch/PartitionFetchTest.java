// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.source.admin.SourceTopic;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

class PartitionFetchTest {

    private static final FetchTarget TARGET = new RecordingTarget(new SourceTopic("t", Uuid.randomUuid(), 1, false), 0);
    private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);

    private final AtomicInteger frees = new AtomicInteger();
    private volatile PartitionFetch current = fetch(DONE);

    @Test
    void hasOneOwnerAtATime() {
        PartitionFetch fetch = fetch(DONE);
        assertThat(fetch.acquire("a")).isTrue();
        assertThat(fetch.acquire("b")).isFalse();
        fetch.release("b");
        assertThat(fetch.acquire("b")).isFalse();
        fetch.release("a");
        assertThat(frees).hasValue(1);
        assertThat(fetch.acquire("b")).isTrue();
    }

    @Test
    void endsWhenItsOwnerLetsGo() {
        PartitionFetch fetch = fetch(DONE);
        assertThat(fetch.acquire("a")).isTrue();
        fetch.retire();
        assertThat(fetch.ended()).isNotDone();
        fetch.release("a");
        assertThat(fetch.ended()).isDone();
        assertThat(fetch.acquire("b")).isFalse();
    }

    @Test
    void endsAtOnceWithoutAnOwner() {
        PartitionFetch fetch = fetch(DONE);
        fetch.retire();
        assertThat(fetch.ended()).isDone();
        assertThat(fetch.acquire("a")).isFalse();
    }

    @Test
    void beginsOnlyWhenAllFormerOnesHaveEnded() {
        PartitionFetch first = fetch(DONE);
        assertThat(first.acquire("a")).isTrue();
        first.retire();
        PartitionFetch second = fetch(first.ended());
        assertThat(second.acquire("b")).isFalse();
        // Never begun, and yet not ended: the first one still is in the target.
        second.retire();
        assertThat(second.ended()).isNotDone();
        PartitionFetch third = fetch(second.ended());
        assertThat(third.acquire("c")).isFalse();
        first.release("a");
        assertThat(third.acquire("c")).isTrue();
    }

    @Test
    void isConfirmedByItsSessionWhileItIsInIt() {
        PartitionFetch fetch = fetch(DONE);
        SessionClock clock = new SessionClock();
        assertThat(fetch.confirmedNanos()).isEmpty();
        clock.answered(5);
        fetch.answeredIn(clock);
        clock.answered(7);
        assertThat(fetch.confirmedNanos()).hasValue(7);
        fetch.leftSession();
        clock.answered(9);
        assertThat(fetch.confirmedNanos()).hasValue(7);
        fetch.answeredIn(clock);
        assertThat(fetch.confirmedNanos()).hasValue(9);
    }

    /** Fetchers race for a partition that is assigned and taken away all the time. */
    @Test
    void noTwoThreadsAreEverInsideWhateverMoves() throws Exception {
        int threadCount = 4;
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger overlaps = new AtomicInteger();
        AtomicInteger entries = new AtomicInteger();
        Semaphore entered = new Semaphore(0);
        current = fetch(DONE);
        List<PartitionFetch> all = new ArrayList<>(List.of(current));
        ExecutorService threads = Executors.newFixedThreadPool(threadCount);
        AtomicBoolean stop = new AtomicBoolean();
        List<Future<?>> runs = new ArrayList<>();
        for (int i = 0; i < threadCount; i++) {
            Object me = "fetcher " + i;
            runs.add(threads.submit(() -> {
                while (!stop.get()) {
                    PartitionFetch fetch = current;
                    if (fetch.acquire(me)) {
                        if (inside.incrementAndGet() != 1) {
                            overlaps.incrementAndGet();
                        }
                        entries.incrementAndGet();
                        entered.release();
                        inside.decrementAndGet();
                        fetch.release(me);
                    }
                }
            }));
        }
        for (int i = 0; i < 600; i++) {
            PartitionFetch retired = current;
            retired.retire();
            PartitionFetch next = fetch(retired.ended());
            all.add(next);
            current = next;
            if (i % 3 == 0) {
                entered.drainPermits();
                assertThat(entered.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
            }
        }
        stop.set(true);
        for (Future<?> run : runs) {
            run.get(30, TimeUnit.SECONDS);
        }
        threads.shutdown();

        assertThat(overlaps).hasValue(0);
        assertThat(entries).hasValueGreaterThan(190);
        assertThat(all.subList(0, all.size() - 1))
                .allMatch(fetch -> fetch.ended().isDone());
    }

    private PartitionFetch fetch(CompletableFuture<Void> former) {
        return new PartitionFetch(TARGET, former, frees::incrementAndGet);
    }
}
