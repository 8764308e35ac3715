// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A log whose last records are gone while its end is not: what a compaction leaves behind after a truncation. No client
 * can bring that about, so the broker's files are cut while it is stopped.
 */
public final class MissingEnd {

    /** Where the log ends. */
    public static final long LOG_END_OFFSET = 20;

    /** The last offset with a record. */
    public static final long LAST_OFFSET = 9;

    private static final int BATCH_RECORDS = 10;

    private MissingEnd() {}

    /** Creates a topic with one partition and writes it; restarts the broker. */
    public static void write(StockBrokerProcess broker, Seeds seeds, String topic) {
        // With segment.ms 1 each batch begins a segment; the cleaner would join them.
        seeds.createTopic(topic, 1, Map.of("cleanup.policy", "delete", "retention.ms", "-1", "segment.ms", "1"));
        try (var producer = seeds.producer(Map.of("enable.idempotence", "false"))) {
            for (int i = 0; i < 3; i++) {
                seeds.batch(producer, topic, 0, BATCH_RECORDS);
            }
        }
        broker.stop();
        // The last segment becomes an empty one at offset 20; the one before held the offsets from 10.
        for (Path segment :
                segments(broker.dataDirectory().resolve(topic + "-0")).subList(1, 3)) {
            empty(segment);
        }
        broker.restart();
    }

    private static List<Path> segments(Path partition) {
        try (Stream<Path> files = Files.list(partition)) {
            return files.filter(file -> file.toString().endsWith(".log"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list " + partition + ".", e);
        }
    }

    private static void empty(Path segment) {
        try (FileChannel log = FileChannel.open(segment, StandardOpenOption.WRITE)) {
            log.truncate(0);
            for (String index : List.of(".index", ".timeindex")) {
                Files.deleteIfExists(Path.of(segment.toString().replace(".log", index)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot empty " + segment + ".", e);
        }
    }
}
