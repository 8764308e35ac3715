// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.tag.ProducerIdTag;
import dev.orbit.schemas.Snapshot.LogDigest;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.DefaultRecordBatch;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Batches as Kafka's own code writes them, and digests as the contract describes them. */
class RunningDigestTest {

    private static final ProducerIdTag TAG = ProducerIdTag.of("source", "destination");
    private static final int COUNT = 1_000;
    private static final List<ByteBuffer> BATCHES =
            IntStream.range(0, COUNT).mapToObj(RunningDigestTest::batch).toList();

    /** Of three records from 10 times its number on, every second one of an idempotent producer. */
    private static ByteBuffer batch(int number) {
        return batch(
                RecordBatch.CURRENT_MAGIC_VALUE, number * 10L, number % 2 == 0 ? 7 : -1, "a", "b", "value " + number);
    }

    private static ByteBuffer batch(byte magic, long offset, long producerId, String... values) {
        SimpleRecord[] records = Arrays.stream(values)
                .map(value -> new SimpleRecord(1_000, value.getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .toArray(SimpleRecord[]::new);
        return MemoryRecords.withRecords(
                        magic,
                        offset,
                        Compression.NONE,
                        TimestampType.CREATE_TIME,
                        producerId,
                        (short) 0,
                        producerId < 0 ? -1 : 0,
                        0,
                        false,
                        records)
                .buffer();
    }

    /** As the destination has it. */
    private static ByteBuffer tagged(ByteBuffer batch) {
        ByteBuffer copy =
                ByteBuffer.allocate(batch.remaining()).put(batch.duplicate()).flip();
        TAG.apply(copy);
        return copy;
    }

    private static RunningDigest of(long start, List<ByteBuffer> batches) {
        RunningDigest digest = new RunningDigest(TAG, start);
        batches.forEach(batch -> digest.add(tagged(batch), 0));
        return digest;
    }

    /** From batches of the source, with nothing of what is tested. */
    private static String expected(List<ByteBuffer> batches) throws Exception {
        BigInteger sum = BigInteger.ZERO;
        for (ByteBuffer bytes : batches) {
            RecordBatch batch = MemoryRecords.readableRecords(bytes.duplicate())
                    .batches()
                    .iterator()
                    .next();
            byte[] header = ByteBuffer.allocate(20)
                    .putLong(batch.baseOffset())
                    .putLong(batch.lastOffset())
                    .putInt((int) batch.checksum())
                    .array();
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(header);
            sum = sum.add(new BigInteger(1, Arrays.copyOf(hash, 16)));
        }
        return String.format("%032x", sum.mod(BigInteger.TWO.pow(128)));
    }

    @Test
    void isTheSumOfTheHashesOfTheSourcesHeaders() throws Exception {
        RunningDigest digest = of(0, BATCHES);

        assertThat(digest.digest()).isEqualTo(expected(BATCHES));
        assertThat(digest.endOffset()).isEqualTo((COUNT - 1) * 10L + 3);
        assertThat(digest.from(0, 1)).containsExactly(new LogDigest(0, expected(BATCHES)));
    }

    /** Each mark that is left is a place that the log may begin at. */
    @Test
    void isKnownFromLaterOffsetsToo() throws Exception {
        RunningDigest digest = of(0, BATCHES);

        List<LogDigest> digests = digest.from(0, RunningDigest.MARKS_MAX);

        assertThat(digests).hasSizeBetween(RunningDigest.MARKS_MAX / 2, RunningDigest.MARKS_MAX);
        for (LogDigest from : digests) {
            assertThat(from.digest())
                    .as("from %s", from.fromOffset())
                    .isEqualTo(expected(BATCHES.stream()
                            .filter(batch -> batch.getLong(0) + 2 >= from.fromOffset())
                            .toList()));
        }
        assertThat(digest.from(5_000, 3))
                .hasSize(3)
                .isEqualTo(digest.from(5_000, 3))
                .allSatisfy(from -> assertThat(from.fromOffset()).isGreaterThanOrEqualTo(5_000));
    }

    /** A fetch from within a batch brings the batch. */
    @Test
    void reachesBackToALogStartWithinABatch() throws Exception {
        RunningDigest digest = of(0, BATCHES.subList(0, 3));

        assertThat(digest.from(2, 1)).containsExactly(new LogDigest(2, expected(BATCHES.subList(0, 3))));
        assertThat(digest.from(3, 1)).containsExactly(new LogDigest(23, "0".repeat(32)));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 15, 16, 17, 500, COUNT})
    void followsWhatWasCountedElsewhere(int split) throws Exception {
        RunningDigest earlier = of(0, BATCHES.subList(0, split));
        RunningDigest later = of(split * 10L, BATCHES.subList(split, COUNT));

        later.follow(earlier);

        assertThat(later.digest()).isEqualTo(expected(BATCHES));
        assertThat(later.from(0, RunningDigest.MARKS_MAX))
                .allSatisfy(from -> assertThat(from.digest())
                        .isEqualTo(expected(BATCHES.stream()
                                .filter(batch -> batch.getLong(0) + 2 >= from.fromOffset())
                                .toList())));
        assertThat(later.from(0, 1).get(0).fromOffset()).isZero();
    }

    @Test
    void tellsWhatWasAlteredLostDoubledOrMoved() throws Exception {
        List<ByteBuffer> three = BATCHES.subList(0, 3);
        ByteBuffer altered = batch(RecordBatch.CURRENT_MAGIC_VALUE, 10, -1, "a", "b", "value 2");

        assertThat(List.of(
                        List.of(three.get(0), altered, three.get(2)),
                        List.of(three.get(0), three.get(2)),
                        List.of(three.get(0), three.get(1), three.get(2), three.get(2)),
                        List.of(
                                three.get(0),
                                three.get(1),
                                batch(RecordBatch.CURRENT_MAGIC_VALUE, 21, 7, "a", "b", "value 2"))))
                .allSatisfy(other -> assertThat(of(0, other).digest())
                        .isNotEqualTo(of(0, three).digest()));
    }

    /** What carries the end of a log whose last records are gone is Orbit's own, and the source does not have it. */
    @Test
    void leavesOutWhatHoldsNothing() throws Exception {
        ByteBuffer empty = ByteBuffer.allocate(DefaultRecordBatch.RECORD_BATCH_OVERHEAD);
        DefaultRecordBatch.writeEmptyHeader(
                empty,
                RecordBatch.CURRENT_MAGIC_VALUE,
                -1,
                (short) -1,
                -1,
                99,
                99,
                0,
                TimestampType.CREATE_TIME,
                -1,
                false,
                false);
        RunningDigest digest = of(0, BATCHES.subList(0, 3));

        digest.add(empty.flip(), 0);

        assertThat(digest.digest()).isEqualTo(expected(BATCHES.subList(0, 3)));
        assertThat(digest.endOffset()).isEqualTo(100);
    }

    @ParameterizedTest
    @ValueSource(bytes = {RecordBatch.MAGIC_VALUE_V0, RecordBatch.MAGIC_VALUE_V1})
    void countsOldFormats(byte magic) throws Exception {
        ByteBuffer old = batch(magic, 5, -1, "old");

        assertThat(of(0, List.of(old)).digest()).isEqualTo(expected(List.of(old)));
        assertThat(of(0, List.of(old)).endOffset()).isEqualTo(6);
    }
}
