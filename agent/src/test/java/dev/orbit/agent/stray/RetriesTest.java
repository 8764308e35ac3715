// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.stray;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.broker.log.StrayLog;
import dev.orbit.agent.stray.Retries.Found;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.Test;

class RetriesTest {

    private static final long NATIVE = 7;
    private static final long OF_THE_SOURCE = 7L | (5L << 40);

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final Set<Integer> held = new HashSet<>();
    private final Retries retries = new Retries(
            new TopicPartition("orders", 0), (partition, id, epoch, sequence) -> held.contains(sequence), nanos::get);

    /** One record. */
    private static ByteBuffer batch(long offset, long producerId) {
        return MemoryRecords.withIdempotentRecords(
                        offset,
                        Compression.NONE,
                        producerId,
                        (short) 0,
                        (int) offset,
                        3,
                        new SimpleRecord("value".getBytes(StandardCharsets.UTF_8)))
                .buffer();
    }

    private Found of(long offset, long producerId) {
        return retries.of(StrayLog.batches(batch(offset, producerId)).get(0));
    }

    @Test
    void aProducerOfTheSourcesOwnIsAStrayAtOnce() {
        retries.fetched(batch(10, OF_THE_SOURCE), 10);

        assertThat(of(10, OF_THE_SOURCE)).isEqualTo(Found.STRAY);
        assertThat(retries.isWaiting()).isFalse();
    }

    @Test
    void whatTheTopicHoldsIsHeld() {
        held.add(10);
        retries.fetched(batch(10, NATIVE), 10);

        assertThat(of(10, NATIVE)).isEqualTo(Found.HELD);
    }

    @Test
    void whatWasForwardedIsGivenTimeToBeTriedAgain() {
        retries.fetched(batch(10, NATIVE), 10);
        assertThat(of(10, NATIVE)).isEqualTo(Found.WAITS);
        assertThat(retries.isWaiting()).isTrue();

        nanos.addAndGet(Retries.WAIT_NANOS - 1);
        assertThat(retries.isWaiting()).isFalse();
        retries.fetched(batch(10, NATIVE), 10);
        assertThat(of(10, NATIVE)).isEqualTo(Found.WAITS);
        held.add(10);
        assertThat(of(10, NATIVE)).isEqualTo(Found.HELD);
    }

    /** All that was there at once has waited at once; what comes later has a time of its own. */
    @Test
    void whatNobodyTriesAgainIsAStray() {
        retries.fetched(batch(10, NATIVE), 10);
        nanos.addAndGet(Retries.WAIT_NANOS);
        retries.fetched(batch(10, NATIVE), 10);
        assertThat(of(10, NATIVE)).isEqualTo(Found.STRAY);

        retries.fetched(batch(11, NATIVE), 11);
        assertThat(of(11, NATIVE)).isEqualTo(Found.WAITS);
    }
}
