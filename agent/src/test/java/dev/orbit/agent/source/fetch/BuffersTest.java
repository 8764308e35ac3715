// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.source.connect.Signal;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What bounds or reuses memory. */
class BuffersTest {

    @Test
    void theReceiveBufferIsReusedOnceReclaimed() {
        ReceiveBuffer pool = new ReceiveBuffer();
        ByteBuffer first = pool.tryAllocate(1 << 20);
        assertThat(first.isDirect()).isTrue();
        assertThat(first.remaining()).isEqualTo(1 << 20);
        ByteBuffer second = pool.tryAllocate(1 << 20);
        assertThat(second.isDirect()).isFalse();
        first.put(0, (byte) 42);
        pool.reclaim();

        ByteBuffer third = pool.tryAllocate(1 << 19);

        assertThat(third.get(0)).isEqualTo((byte) 42);
        assertThat(third.remaining()).isEqualTo(1 << 19);
        assertThat(pool.tryAllocate(100).isDirect()).isFalse();
    }

    @Test
    void aResponseThatWasCutOffGivesItsBufferBack() {
        ReceiveBuffer pool = new ReceiveBuffer();
        ByteBuffer cutOff = pool.tryAllocate(1 << 20);
        pool.release(cutOff);
        assertThat(pool.tryAllocate(1 << 20).isDirect()).isTrue();
    }

    @Test
    void aLargeBufferIsLetGoAfterManySmallResponses() {
        ReceiveBuffer pool = new ReceiveBuffer();
        pool.tryAllocate(1 << 24).put(0, (byte) 42);
        pool.reclaim();
        for (int i = 0; i < 300; i++) {
            pool.tryAllocate(100);
        }
        assertThat(pool.tryAllocate(1 << 20).get(0)).isZero();
    }

    @Test
    void aSignalRaisedBeforeTheWaitEndsIt() {
        Signal signal = new Signal();
        signal.raise();
        signal.raise();
        long startNanos = System.nanoTime();
        assertThat(signal.await(TimeUnit.SECONDS.toNanos(60))).isTrue();
        assertThat(System.nanoTime() - startNanos).isLessThan(TimeUnit.SECONDS.toNanos(30));
        assertThat(signal.await(1)).isTrue();
    }
}
