// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.replica;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * A record batch of format 2 as it lies on disk: base offset (8 bytes), length (4), partition leader epoch (4), magic (1),
 * CRC-32C of what follows (4), attributes (2), last offset delta (4), two timestamps (16), producer id (8) ...
 */
final class RawBatch {

    private static final int LENGTH = 8;
    private static final int LENGTH_END = 12;
    private static final int LEADER_EPOCH = 12;
    private static final int CRC = 17;
    private static final int CRC_END = 21;
    private static final int LAST_OFFSET_DELTA = 23;
    private static final int PRODUCER_ID = 43;

    private final ByteBuffer bytes;

    private RawBatch(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    /** All batches of a partition. */
    static List<RawBatch> read(Path dataDirectory, String topic, int partition) {
        List<RawBatch> batches = new ArrayList<>();
        for (Path segment : segments(dataDirectory.resolve(topic + "-" + partition))) {
            try {
                split(ByteBuffer.wrap(Files.readAllBytes(segment)), batches);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return batches;
    }

    private static List<Path> segments(Path partition) {
        try (Stream<Path> files = Files.list(partition)) {
            return files.filter(file -> file.toString().endsWith(".log"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void split(ByteBuffer segment, List<RawBatch> batches) {
        // the active segment may be preallocated: zeros follow its last batch
        while (segment.remaining() > LENGTH_END && segment.getInt(segment.position() + LENGTH) > 0) {
            int size = LENGTH_END + segment.getInt(segment.position() + LENGTH);
            batches.add(new RawBatch(segment.slice(segment.position(), size)));
            segment.position(segment.position() + size);
        }
    }

    long baseOffset() {
        return bytes.getLong(0);
    }

    long lastOffset() {
        return baseOffset() + bytes.getInt(LAST_OFFSET_DELTA);
    }

    int leaderEpoch() {
        return bytes.getInt(LEADER_EPOCH);
    }

    long producerId() {
        return bytes.getLong(PRODUCER_ID);
    }

    boolean isCrcRight() {
        CRC32C crc = new CRC32C();
        crc.update(bytes.slice(CRC_END, bytes.limit() - CRC_END));
        return (int) crc.getValue() == bytes.getInt(CRC);
    }

    /** As it lies there. */
    ByteBuffer bytes() {
        return bytes.duplicate();
    }

    /** Everything but the leader epoch, the producer id and the CRC. */
    ByteBuffer rest() {
        ByteBuffer rest =
                ByteBuffer.allocate(bytes.limit()).put(bytes.duplicate()).flip();
        return rest.putInt(LEADER_EPOCH, 0).putInt(CRC, 0).putLong(PRODUCER_ID, 0);
    }

    @Override
    public String toString() {
        return "batch " + baseOffset() + " to " + lastOffset() + " of producer " + producerId() + ", " + bytes.limit()
                + " bytes";
    }
}
