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
    private static final int SEGMENTS = 3;

    private MissingEnd() {}

    /** Creates a topic with one partition and writes it; restarts the broker. */
    public static void write(StockBrokerProcess broker, Seeds seeds, String topic) {
        write(broker, seeds, List.of(topic), List.of());
    }

    /**
     * Creates topics with one partition each and writes them; restarts the broker once.
     *
     * @param topics that end with a record at {@value #LAST_OFFSET}
     * @param topicsWithoutRecords that have lost all of them, and end where the others do
     */
    public static void write(
            StockBrokerProcess broker, Seeds seeds, List<String> topics, List<String> topicsWithoutRecords) {
        topics.forEach(topic -> fill(seeds, topic));
        topicsWithoutRecords.forEach(topic -> fill(seeds, topic));
        broker.stop();
        // The last segment becomes an empty one at offset 20; the one before held the offsets from 10.
        topics.forEach(topic -> empty(broker, topic, 1));
        topicsWithoutRecords.forEach(topic -> empty(broker, topic, 0));
        broker.restart();
    }

    private static void fill(Seeds seeds, String topic) {
        // With segment.ms 1 each batch begins a segment; the cleaner would join them.
        seeds.createTopic(topic, 1, Map.of("cleanup.policy", "delete", "retention.ms", "-1", "segment.ms", "1"));
        try (var producer = seeds.producer(Map.of("enable.idempotence", "false"))) {
            for (int i = 0; i < SEGMENTS; i++) {
                seeds.batch(producer, topic, 0, BATCH_RECORDS);
            }
        }
    }

    private static void empty(StockBrokerProcess broker, String topic, int fromSegment) {
        segments(broker.dataDirectory().resolve(topic + "-0"))
                .subList(fromSegment, SEGMENTS)
                .forEach(MissingEnd::empty);
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
