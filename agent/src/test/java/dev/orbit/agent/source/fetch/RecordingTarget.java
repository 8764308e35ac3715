// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.fetch;

import dev.orbit.agent.source.admin.SourceTopic;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MutableRecordBatch;

/** Keeps the bytes it is given, follows their offsets, and notices two threads in it at once. */
public final class RecordingTarget implements FetchTarget {

    private final TopicPartition partition;
    private final Uuid topicId;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final AtomicReference<Thread> inside = new AtomicReference<>();

    public final List<Errors> failures = new CopyOnWriteArrayList<>();
    final List<String> divergences = new CopyOnWriteArrayList<>();
    final List<Integer> leaderEpochs = new CopyOnWriteArrayList<>();
    final List<String> threads = new CopyOnWriteArrayList<>();
    final AtomicInteger deliveries = new AtomicInteger();
    public final AtomicInteger overlaps = new AtomicInteger();
    final AtomicInteger throwsLeft = new AtomicInteger();
    public volatile long nextOffset;
    volatile long highWatermark = -1;
    volatile long logStartOffset = -1;
    volatile boolean paused;
    volatile boolean wantsLittle;
    volatile int bytesAtOnceMax;
    volatile int lastFetchedEpoch = -1;
    volatile Runnable whileInside = () -> {};

    public RecordingTarget(SourceTopic topic, int partition) {
        this.partition = new TopicPartition(topic.name(), partition);
        this.topicId = topic.topicId();
    }

    @Override
    public TopicPartition sourcePartition() {
        return partition;
    }

    @Override
    public Uuid sourceTopicId() {
        return topicId;
    }

    @Override
    public OptionalLong fetchOffset() {
        enter();
        try {
            return paused ? OptionalLong.empty() : OptionalLong.of(nextOffset);
        } finally {
            leave();
        }
    }

    @Override
    public OptionalInt lastFetchedEpoch() {
        return lastFetchedEpoch < 0 ? OptionalInt.empty() : OptionalInt.of(lastFetchedEpoch);
    }

    @Override
    public boolean wantsLittle() {
        return wantsLittle;
    }

    @Override
    public void deliver(FetchedRecords fetched) {
        enter();
        try {
            deliveries.incrementAndGet();
            bytesAtOnceMax = Math.max(bytesAtOnceMax, fetched.bytes().remaining());
            if (throwsLeft.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                throw new IllegalStateException("thrown by the test");
            }
            for (MutableRecordBatch batch : fetched.records().batches()) {
                if (batch.lastOffset() >= nextOffset) {
                    batch.ensureValid();
                    append(batch);
                }
            }
            highWatermark = fetched.sourceHighWatermark();
            logStartOffset = fetched.sourceLogStartOffset();
            whileInside.run();
        } finally {
            leave();
        }
    }

    private synchronized void append(MutableRecordBatch batch) {
        ByteBuffer copy = ByteBuffer.allocate(batch.sizeInBytes());
        batch.writeTo(copy);
        bytes.writeBytes(copy.array());
        nextOffset = batch.nextOffset();
    }

    @Override
    public void heard(int leaderEpoch) {
        enter();
        leaderEpochs.add(leaderEpoch);
        leave();
    }

    @Override
    public void diverged(int epoch, long endOffset) {
        divergences.add(epoch + "@" + endOffset);
    }

    @Override
    public void failed(Errors error, String message) {
        enter();
        failures.add(error);
        leave();
    }

    public synchronized byte[] bytes() {
        return bytes.toByteArray();
    }

    private void enter() {
        Thread now = Thread.currentThread();
        if (!inside.compareAndSet(null, now)) {
            overlaps.incrementAndGet();
        }
        if (!threads.contains(now.getName())) {
            threads.add(now.getName());
        }
    }

    private void leave() {
        inside.set(null);
    }
}
