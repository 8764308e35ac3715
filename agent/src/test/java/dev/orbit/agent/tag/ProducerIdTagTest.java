// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.tag;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.ControlRecordType;
import org.apache.kafka.common.record.internal.EndTransactionMarker;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MutableRecordBatch;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ProducerIdTagTest {

    private static final ProducerIdTag TAG = ProducerIdTag.of("source-cluster-id", "destination-cluster-id");
    private static final int HEADER = 61;

    static Stream<IntFunction<ByteBuffer>> allocators() {
        return Stream.of(
                ByteBuffer::allocate,
                ByteBuffer::allocateDirect,
                size -> ByteBuffer.allocate(size + 13).position(13).slice(),
                size -> ByteBuffer.allocate(size + 7).position(7),
                size -> ByteBuffer.allocateDirect(size + 9).position(3).limit(size + 3));
    }

    @Test
    void isTheSameInBothDirectionsAndSomethingElseForAnotherPair() {
        assertThat(ProducerIdTag.of("a", "b")).isEqualTo(ProducerIdTag.of("b", "a"));
        assertThat(ProducerIdTag.of("a", "b")).isNotEqualTo(ProducerIdTag.of("a", "c"));
        assertThat(ProducerIdTag.of("ab", "c")).isNotEqualTo(ProducerIdTag.of("a", "bc"));
    }

    /** The tag is in the logs of clusters that run: it may never change. */
    @Test
    void isTheSameInEveryRelease() {
        assertThat(ProducerIdTag.of("MkU3OEVBNTcwNTJENDM2Qg", "q1Sh-9_ISia_zwGINzRvyQ")
                        .value())
                .isEqualTo(52176);
    }

    @Test
    void isNeverZeroAndFitsIn22Bits() {
        Random random = new Random(1);
        for (int i = 0; i < 100_000; i++) {
            int value = ProducerIdTag.of(Long.toString(random.nextLong()), Long.toString(random.nextLong()))
                    .value();
            assertThat(value).isBetween(1, (1 << 22) - 1);
        }
    }

    @Test
    void refusesALinkOfAClusterToItself() {
        String id = Uuid.randomUuid().toString();
        assertThatThrownBy(() -> ProducerIdTag.of(id, id))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(id);
    }

    @Test
    void marksIdsAndKeepsThemPositive() {
        for (long id : new long[] {0, 1, 4000, (1L << 40) - 1, 1L << 40, Long.MAX_VALUE}) {
            assertThat(tagged(id)).isNotEqualTo(id).isNotNegative();
            assertThat(tagged(tagged(id))).isEqualTo(id);
            assertThat(TAG.across(id)).isEqualTo(tagged(id));
        }
        assertThat(tagged(-1L)).isEqualTo(-1L);
        assertThat(TAG.across(-1L)).isEqualTo(-1L);
    }

    /** Every size up to 2 KiB, so that each byte of the shift's length is met, and random ones up to 3 MiB. */
    @Test
    void agreesWithACrcComputedAnewForEverySize() {
        Random random = new Random(2);
        IntStream sizes = IntStream.concat(
                IntStream.range(HEADER, 2048),
                IntStream.generate(() -> HEADER + random.nextInt(3 << 20)).limit(60));
        sizes.forEach(size -> {
            ByteBuffer batch = batch(random, size, random.nextLong() >>> 1);
            ByteBuffer expected = taggedAndSealedAnew(batch);

            TAG.apply(batch);

            assertThat(batch).as("size %d", size).isEqualTo(expected);
        });
    }

    @Test
    void agreesForEveryTagBit() {
        Random random = new Random(3);
        for (int i = 0; i < 500; i++) {
            ProducerIdTag tag = ProducerIdTag.of("cluster", "other-" + i);
            ByteBuffer batch = batch(random, HEADER + i, i);

            tag.apply(batch);

            assertThat(batch.getLong(43)).isEqualTo(i ^ ((long) tag.value() << 40));
            assertThat(batch.getInt(17)).isEqualTo(crc(batch));
        }
    }

    @ParameterizedTest
    @MethodSource("allocators")
    void walksAllBatchesOfAnyBufferAndLeavesItsPositionAndOrder(IntFunction<ByteBuffer> allocator) {
        Random random = new Random(4);
        for (int round = 0; round < 50; round++) {
            List<ByteBuffer> batches = new ArrayList<>();
            for (int i = 0; i < 1 + random.nextInt(20); i++) {
                boolean hasProducer = random.nextBoolean();
                batches.add(batch(random, HEADER + random.nextInt(5000), hasProducer ? random.nextInt(10) : -1));
            }
            ByteBuffer buffer = concatenate(allocator, batches);
            buffer.order(ByteOrder.LITTLE_ENDIAN);
            ByteBuffer before = buffer.duplicate();

            TAG.apply(buffer);

            assertThat(buffer.position()).isEqualTo(before.position());
            assertThat(buffer.limit()).isEqualTo(before.limit());
            assertThat(buffer.order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
            assertThat(buffer)
                    .isEqualTo(concatenate(
                            ByteBuffer::allocate,
                            batches.stream()
                                    .map(ProducerIdTagTest::taggedAndSealedAnew)
                                    .toList()));
        }
    }

    @Test
    void appliedTwiceRestoresTheBytes() {
        Random random = new Random(5);
        ByteBuffer buffer = concatenate(
                ByteBuffer::allocate,
                List.of(batch(random, 100, 0), batch(random, 70_000, 7), batch(random, 61, Long.MAX_VALUE)));
        ByteBuffer before = copy(buffer);

        TAG.apply(buffer);
        assertThat(buffer).isNotEqualTo(before);
        TAG.apply(buffer);

        assertThat(buffer).isEqualTo(before);
    }

    @Test
    void leavesATrailingPartOfABatchAlone() {
        Random random = new Random(6);
        ByteBuffer whole = batch(random, 300, 5);
        ByteBuffer next = batch(random, 200, 6);
        for (int part = 0; part < 200; part++) {
            ByteBuffer buffer = ByteBuffer.allocate(300 + part);
            buffer.put(whole.duplicate()).put(next.duplicate().limit(part)).flip();

            TAG.apply(buffer);

            assertThat(buffer.slice(0, 300)).isEqualTo(taggedAndSealedAnew(whole));
            assertThat(buffer.slice(300, part)).isEqualTo(next.slice(0, part));
        }
    }

    @Test
    void leavesOlderFormatsAlone() {
        ByteBuffer old = batch(new Random(7), 200, 5);
        old.put(16, (byte) 1);
        ByteBuffer recent = batch(new Random(8), 200, 5);
        ByteBuffer buffer = concatenate(ByteBuffer::allocate, List.of(old, recent));

        TAG.apply(buffer);

        assertThat(buffer.slice(0, 200)).isEqualTo(old);
        assertThat(buffer.slice(200, 200)).isEqualTo(taggedAndSealedAnew(recent));
    }

    @Test
    void stopsAtASizeThatMakesNoSense() {
        for (int size :
                new int[] {Integer.MIN_VALUE, -12, -1, 0, 1, 4, 48, Integer.MAX_VALUE, Integer.MAX_VALUE - 12}) {
            ByteBuffer buffer = batch(new Random(9), 500, 5);
            buffer.putInt(8, size);
            ByteBuffer before = copy(buffer);

            TAG.apply(buffer);

            assertThat(buffer).as("size %d", size).isEqualTo(before);
        }
    }

    @Test
    void aBatchThatArrivedCorruptStaysDetectablyCorrupt() {
        Random random = new Random(10);
        for (int size : new int[] {61, 62, 100, 333}) {
            for (int bit = 17 * 8; bit < size * 8; bit++) {
                ByteBuffer batch = batch(random, size, random.nextInt(1000));
                batch.put(bit / 8, (byte) (batch.get(bit / 8) ^ 1 << bit % 8));

                TAG.apply(batch);

                assertThat(batch.getInt(17)).as("size %d bit %d", size, bit).isNotEqualTo(crc(batch));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(CompressionType.class)
    void kafkaAcceptsWhatItWroteWithEveryCodec(CompressionType codec) {
        SimpleRecord[] records = IntStream.range(0, 500)
                .mapToObj(i -> new SimpleRecord(i, ("key" + i).getBytes(UTF_8), ("value " + i % 7).getBytes(UTF_8)))
                .toArray(SimpleRecord[]::new);
        MemoryRecords written = MemoryRecords.withTransactionalRecords(
                17, Compression.of(codec).build(), 4242, (short) 3, 77, 9, records);

        TAG.apply(written.buffer());

        MutableRecordBatch batch = written.batches().iterator().next();
        batch.ensureValid();
        assertThat(batch.producerId()).isEqualTo(4242 ^ ((long) TAG.value() << 40));
        assertThat(batch.producerEpoch()).isEqualTo((short) 3);
        assertThat(batch.baseSequence()).isEqualTo(77);
        assertThat(batch.baseOffset()).isEqualTo(17);
        assertThat(batch).hasSize(500);
    }

    @Test
    void marksTransactionMarkersToo() {
        MemoryRecords marker = MemoryRecords.withEndTransactionMarker(
                5, (short) 1, new EndTransactionMarker(ControlRecordType.ABORT, 0));

        TAG.apply(marker.buffer());

        MutableRecordBatch batch = marker.batches().iterator().next();
        batch.ensureValid();
        assertThat(batch.isControlBatch()).isTrue();
        assertThat(batch.producerId()).isEqualTo(tagged(5L));
    }

    private static ByteBuffer batch(Random random, int size, long producerId) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        ByteBuffer batch = ByteBuffer.wrap(bytes);
        batch.putInt(8, size - 12).put(16, (byte) 2).putLong(43, producerId);
        return batch.putInt(17, crc(batch));
    }

    private static long tagged(long producerId) {
        ByteBuffer batch = batch(new Random(1), HEADER, producerId);
        TAG.apply(batch);
        return batch.getLong(43);
    }

    private static ByteBuffer taggedAndSealedAnew(ByteBuffer batch) {
        ByteBuffer tagged = copy(batch);
        long producerId = tagged.getLong(43);
        if (producerId >= 0) {
            tagged.putLong(43, producerId ^ ((long) TAG.value() << 40));
        }
        return tagged.putInt(17, crc(tagged));
    }

    private static int crc(ByteBuffer batch) {
        CRC32C crc = new CRC32C();
        crc.update(batch.slice(21, batch.limit() - 21));
        return (int) crc.getValue();
    }

    private static ByteBuffer copy(ByteBuffer buffer) {
        return ByteBuffer.allocate(buffer.remaining()).put(buffer.duplicate()).flip();
    }

    private static ByteBuffer concatenate(IntFunction<ByteBuffer> allocator, List<ByteBuffer> batches) {
        ByteBuffer buffer =
                allocator.apply(batches.stream().mapToInt(ByteBuffer::remaining).sum());
        int start = buffer.position();
        batches.forEach(batch -> buffer.put(batch.duplicate()));
        return buffer.limit(buffer.position()).position(start);
    }
}
