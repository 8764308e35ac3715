// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.lab;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** The shapes that records, batches and logs come in at a source. */
public enum SeedShape {
    /** No records at all. */
    EMPTY((seeds, topic) -> seeds.createTopic(topic, 2, Map.of())),

    /** Values without keys, from a producer that is not idempotent; one of three partitions stays empty. */
    PLAIN((seeds, topic) -> {
        seeds.createTopic(topic, 3, Map.of());
        try (var producer = seeds.producer(Map.of("enable.idempotence", "false"))) {
            for (int i = 0; i < 60; i++) {
                seeds.send(producer, seeds.record(topic, i % 2, null, Seeds.bytes("plain-" + i)));
            }
        }
    }),

    /** Keys, from an idempotent producer, in batches of 1, 2, 3 ... records. */
    KEYED((seeds, topic) -> {
        seeds.createTopic(topic, 1, Map.of());
        try (var producer = seeds.producer(Map.of())) {
            for (int count = 1; count <= 12; count++) {
                seeds.batch(producer, topic, 0, count);
            }
        }
    }),

    /** Headers: none, one, repeated keys, null, empty and binary values; keys and values null and empty too. */
    HEADERS(SeedShape::writeHeaders),

    /** Every compression codec in one partition. */
    CODECS((seeds, topic) -> {
        seeds.createTopic(topic, 1, Map.of());
        for (String codec : List.of("none", "gzip", "snappy", "lz4", "zstd")) {
            try (var producer = seeds.producer(Map.of("compression.type", codec))) {
                seeds.batch(producer, topic, 0, 40);
                seeds.batch(producer, topic, 0, 1);
            }
        }
    }),

    /** Stamped by the broker. */
    LOG_APPEND_TIME((seeds, topic) -> {
        seeds.createTopic(topic, 1, Map.of("message.timestamp.type", "LogAppendTime"));
        try (var producer = seeds.producer(Map.of())) {
            seeds.batch(producer, topic, 0, 10);
            seeds.batch(producer, topic, 0, 10);
        }
    }),

    /** Records of more than a megabyte, beside small ones, in small segments. */
    LARGE((seeds, topic) -> {
        seeds.createTopic(topic, 1, Map.of("max.message.bytes", "6000000", "segment.bytes", "8000000"));
        try (var producer = seeds.producer(Map.of())) {
            for (int i = 0; i < 6; i++) {
                seeds.send(producer, seeds.record(topic, 0, null, seeds.value(900_000 * i)));
                producer.flush();
                seeds.batch(producer, topic, 0, 3);
            }
        }
    }),

    /** Transactions one after the other, every third aborted; ends with an abort marker. */
    TRANSACTIONS((seeds, topic) -> {
        seeds.createTopic(topic, 1, Map.of());
        try (var producer = seeds.transactionalProducer(topic)) {
            for (int i = 1; i <= 9; i++) {
                transaction(seeds, producer, topic, i % 3 != 0);
            }
        }
    }),

    /** Transactions of three producers and plain batches among each other; only some commit. */
    INTERLEAVED(SeedShape::writeInterleaved),

    /** Gaps by compaction, between batches and within them. */
    COMPACTED(SeedShape::writeCompacted),

    /** The log starts inside a batch. */
    LOG_START_INSIDE((seeds, topic) -> writeWithLogStart(seeds, topic, 15)),

    /** The log starts where a batch does. */
    LOG_START_BETWEEN((seeds, topic) -> writeWithLogStart(seeds, topic, 20)),

    /** The log starts at its end: there were records, and none is left. */
    LOG_START_BEYOND((seeds, topic) -> writeWithLogStart(seeds, topic, 50)),

    /** The log starts in the gap that compaction left, where no batch covers it. */
    LOG_START_IN_GAP(SeedShape::writeWithLogStartInGap);

    private static final int REPEATED_KEYS = 10;

    /** A segment per batch, for the cleaner leaves the last segment alone; "delete" allows the log start to be moved. */
    private static final Map<String, String> COMPACTION = Map.of(
            "cleanup.policy", "compact,delete",
            "retention.ms", "-1",
            "segment.ms", "1",
            "min.cleanable.dirty.ratio", "0.001",
            "delete.retention.ms", "0");

    @SuppressWarnings("ImmutableEnumChecker") // method references and lambdas that capture nothing
    private final BiConsumer<Seeds, String> writer;

    SeedShape(BiConsumer<Seeds, String> writer) {
        this.writer = writer;
    }

    /** The name in lower case with dashes. */
    public String topicSuffix() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    void write(Seeds seeds, String topic) {
        writer.accept(seeds, topic);
    }

    private static void writeHeaders(Seeds seeds, String topic) {
        seeds.createTopic(topic, 1, Map.of());
        try (var producer = seeds.producer(Map.of("compression.type", "lz4"))) {
            ProducerRecord<byte[], byte[]> many = seeds.record(topic, 0, Seeds.bytes("k"), Seeds.bytes("v"));
            many.headers()
                    .add("trace", Seeds.bytes("abc"))
                    .add("trace", Seeds.bytes("def"))
                    .add("null", null)
                    .add("empty", new byte[0])
                    .add("", new byte[] {0, -1, 127, -128});
            ProducerRecord<byte[], byte[]> one = seeds.record(topic, 0, null, Seeds.bytes("v"));
            one.headers().add("größe", Seeds.bytes("ÿ"));
            List.of(
                            many,
                            one,
                            seeds.record(topic, 0, null, null),
                            seeds.record(topic, 0, new byte[0], new byte[0]),
                            seeds.record(topic, 0, Seeds.bytes("tombstone"), null))
                    .forEach(record -> seeds.send(producer, record));
        }
    }

    private static void transaction(Seeds seeds, KafkaProducer<byte[], byte[]> producer, String topic, boolean commit) {
        producer.beginTransaction();
        seeds.batch(producer, topic, 0, 5);
        end(producer, commit);
    }

    private static void end(KafkaProducer<byte[], byte[]> producer, boolean commit) {
        if (commit) {
            producer.commitTransaction();
        } else {
            producer.abortTransaction();
        }
    }

    private static void writeInterleaved(Seeds seeds, String topic) {
        seeds.createTopic(topic, 1, Map.of());
        try (var first = seeds.transactionalProducer(topic + "-1");
                var second = seeds.transactionalProducer(topic + "-2");
                var third = seeds.transactionalProducer(topic + "-3");
                var plain = seeds.producer(Map.of())) {
            var transactional = List.of(first, second, third);
            for (int round = 0; round < 6; round++) {
                transactional.forEach(KafkaProducer::beginTransaction);
                transactional.forEach(producer -> seeds.batch(producer, topic, 0, 2));
                seeds.batch(plain, topic, 0, 3);
                transactional.forEach(producer -> seeds.batch(producer, topic, 0, 1));
                for (int i = 0; i < transactional.size(); i++) {
                    end(transactional.get(i), (round & (1 << i)) == 0);
                    seeds.batch(plain, topic, 0, 1);
                }
            }
        }
    }

    private static void writeCompacted(Seeds seeds, String topic) {
        seeds.createTopic(topic, 1, COMPACTION);
        int rounds = 20;
        try (var producer = seeds.producer(Map.of())) {
            for (int i = 0; i < rounds; i++) {
                // Of the first batch one record stays, of the second none.
                seeds.send(producer, seeds.record(topic, 0, Seeds.bytes("once-" + i), Seeds.bytes("stays")));
                seeds.batch(producer, topic, 0, REPEATED_KEYS);
                seeds.batch(producer, topic, 0, REPEATED_KEYS);
            }
        }
        // The cleaner does not look at the last batch: it stays, and so do the same keys in the batch before.
        seeds.awaitCompaction(topic, 0, rounds + 2 * REPEATED_KEYS);
    }

    private static void writeWithLogStart(Seeds seeds, String topic, long logStartOffset) {
        seeds.createTopic(topic, 1, Map.of());
        try (var producer = seeds.producer(Map.of("compression.type", "zstd"))) {
            for (int i = 0; i < 5; i++) {
                seeds.batch(producer, topic, 0, 10);
            }
        }
        seeds.deleteRecordsBefore(topic, 0, logStartOffset);
    }

    private static void writeWithLogStartInGap(Seeds seeds, String topic) {
        writeCompacted(seeds, topic);
        // Among the offsets 95 to 104 of a second batch.
        seeds.deleteRecordsBefore(topic, 0, 100);
    }
}
