// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.broker.state;

import dev.orbit.agent.broker.log.FollowerWatch;
import dev.orbit.agent.broker.log.LocalPartition;
import dev.orbit.agent.clock.Moment;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.jspecify.annotations.Nullable;

/** The log in this agent. Kafka itself refuses an append when the leadership or the end has moved in the meantime. */
public final class LedStateLog implements StateLog {

    private final Supplier<@Nullable LocalPartition> led;
    private final FollowerWatch followers = new FollowerWatch();

    public LedStateLog(Supplier<@Nullable LocalPartition> led) {
        this.led = led;
    }

    @Override
    public OptionalInt epoch() {
        LocalPartition partition = led.get();
        return partition == null ? OptionalInt.empty() : OptionalInt.of(partition.leaderEpoch());
    }

    @Override
    public synchronized Optional<Moment> led(int epoch) {
        LocalPartition partition = led.get();
        if (partition == null || partition.leaderEpoch() != epoch) {
            return Optional.empty();
        }
        Moment now = Moment.now();
        return partition.followers().flatMap(look -> followers.led(look, now));
    }

    @Override
    public long endOffset() {
        LocalPartition partition = led.get();
        return partition == null ? -1 : partition.positions().logEndOffset();
    }

    @Override
    public boolean isCommitted(int epoch, long endOffset) {
        LocalPartition partition = led.get();
        return partition != null
                && partition.positions().highWatermark() >= endOffset
                && partition.leaderEpoch() == epoch
                && partition.isCurrent();
    }

    @Override
    public long append(int epoch, long offset, List<Entry> entries) {
        LocalPartition partition = led.get();
        if (partition == null || partition.leaderEpoch() != epoch) {
            throw new org.apache.kafka.common.errors.NotLeaderOrFollowerException(
                    "not the coordinator of epoch " + epoch + " any more");
        }
        if (partition.positions().logEndOffset() != offset) {
            throw new org.apache.kafka.common.errors.OffsetOutOfRangeException("the state ends at "
                    + partition.positions().logEndOffset() + ", and this write was decided at " + offset);
        }
        long nowMs = System.currentTimeMillis();
        SimpleRecord[] records =
                entries.stream().map(entry -> record(nowMs, entry)).toArray(SimpleRecord[]::new);
        MemoryRecords batch = MemoryRecords.withRecords(
                RecordBatch.CURRENT_MAGIC_VALUE,
                offset,
                Compression.NONE,
                TimestampType.CREATE_TIME,
                RecordBatch.NO_PRODUCER_ID,
                RecordBatch.NO_PRODUCER_EPOCH,
                RecordBatch.NO_SEQUENCE,
                epoch,
                false,
                records);
        partition.append(batch.buffer());
        return offset + entries.size();
    }

    private static SimpleRecord record(long nowMs, Entry entry) {
        String value = entry.value();
        return new SimpleRecord(nowMs, bytes(entry.key()), value == null ? null : bytes(value));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
