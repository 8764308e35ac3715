// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.fetch;

import java.nio.ByteBuffer;
import org.apache.kafka.common.memory.MemoryPool;

/**
 * One buffer outside the heap that serves response after response of a connection that asks one thing at a time. A new
 * array of tens of MiB per response would cost its clearing and a copy, and the collector much more. Confined to the
 * connection's thread.
 *
 * <p>A response lies in it until {@link #reclaim}; whoever wants its bytes for longer copies them.
 */
final class ReceiveBuffer implements MemoryPool {

    /** Below it an array is as good. */
    private static final int SHARED_SIZE_MIN = 64 << 10;
    /** Responses in a row that used less than an eighth, after which the buffer is let go. */
    private static final int SMALL_COUNT_MAX = 256;

    private ByteBuffer buffer = ByteBuffer.allocate(0);
    private boolean taken;
    private int smallCount;

    @Override
    public ByteBuffer tryAllocate(int sizeBytes) {
        smallCount = sizeBytes < buffer.capacity() / 8 ? smallCount + 1 : 0;
        if (smallCount > SMALL_COUNT_MAX && !taken) {
            buffer = ByteBuffer.allocate(0);
        }
        if (sizeBytes < SHARED_SIZE_MIN || taken) {
            return ByteBuffer.allocate(sizeBytes);
        }
        if (buffer.capacity() < sizeBytes) {
            buffer = ByteBuffer.allocateDirect(withRoomToGrow(sizeBytes));
        }
        taken = true;
        return buffer.slice(0, sizeBytes);
    }

    /** An eighth more: responses at their limit differ a little in size. */
    private static int withRoomToGrow(int sizeBytes) {
        return (int) Math.min(Integer.MAX_VALUE, sizeBytes + (long) sizeBytes / 8);
    }

    /** The last response has been dealt with. */
    void reclaim() {
        taken = false;
    }

    /** Called for a response that was cut off. */
    @Override
    public void release(ByteBuffer previouslyAllocated) {
        if (previouslyAllocated.isDirect()) {
            taken = false;
        }
    }

    @Override
    public long size() {
        return Long.MAX_VALUE;
    }

    @Override
    public long availableMemory() {
        return Long.MAX_VALUE;
    }

    @Override
    public boolean isOutOfMemory() {
        return false;
    }
}
