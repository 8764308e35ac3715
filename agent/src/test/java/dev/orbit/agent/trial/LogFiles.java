// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.trial;

import dev.orbit.agent.batch.Batches;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/** The first segment of a partition, written by hand: what no client of today's brokers can bring about. */
public final class LogFiles {

    private static final String FIRST_SEGMENT = "00000000000000000000.log";

    private final Path dataDirectory;

    public LogFiles(Path dataDirectory) {
        this.dataDirectory = dataDirectory;
    }

    /** Replaces all that a partition holds; only while the broker is stopped, which then takes it as after a crash. */
    public void write(String topic, List<ByteBuffer> batches) throws IOException {
        Path partition = dataDirectory.resolve(topic + "-0");
        try (Stream<Path> files = Files.list(partition)) {
            for (Path file :
                    files.filter(file -> !file.endsWith("partition.metadata")).toList()) {
                Files.delete(file);
            }
        }
        try (FileChannel segment = FileChannel.open(
                partition.resolve(FIRST_SEGMENT), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            for (ByteBuffer batch : batches) {
                segment.write(batch.duplicate());
            }
        }
        Files.deleteIfExists(dataDirectory.resolve(".kafka_cleanshutdown"));
    }

    /** As a power cut leaves it, before which the last batch was not on the disk; only while the broker is stopped. */
    public void dropLastBatch(String topic) throws IOException {
        List<ByteBuffer> batches = Batches.split(ByteBuffer.wrap(read(topic, 0)));
        write(topic, batches.subList(0, batches.size() - 1));
    }

    /** Flips the bits of one byte, the broker running or not. */
    public void flip(String topic, long position) throws IOException {
        Path segment = dataDirectory.resolve(topic + "-0").resolve(FIRST_SEGMENT);
        try (FileChannel channel = FileChannel.open(segment, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            channel.read(one, position);
            channel.write(ByteBuffer.wrap(new byte[] {(byte) ~one.get(0)}), position);
        }
    }

    /** What a partition's first segment holds, the broker running or not; nothing where it has not been made yet. */
    public byte[] read(String topic, int partition) throws IOException {
        Path segment = dataDirectory.resolve(topic + "-" + partition).resolve(FIRST_SEGMENT);
        return Files.exists(segment) ? Files.readAllBytes(segment) : new byte[0];
    }

    /** Bytes in the first segment. */
    public long size(String topic) throws IOException {
        return Files.size(dataDirectory.resolve(topic + "-0").resolve(FIRST_SEGMENT));
    }
}
