// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.threads;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ThreadsTest {

    @Test
    void whatWasBegunIsDoneWithoutAnInterrupt() throws Exception {
        ExecutorService pool = Threads.pool("pool", 1);
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<Boolean> wasInterrupted = new CompletableFuture<>();
        pool.execute(() -> {
            begun.countDown();
            try {
                // long enough for whoever would interrupt it
                wasInterrupted.complete(new CountDownLatch(1).await(200, TimeUnit.MILLISECONDS));
            } catch (InterruptedException e) {
                wasInterrupted.complete(true);
            }
        });
        begun.await();

        Threads.end(pool);

        assertThat(wasInterrupted).isCompletedWithValue(false);
    }
}
