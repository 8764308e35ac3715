// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.soak.history;

import java.util.List;

/**
 * Records written to the source, on all partitions of each topic in turn. A compacted topic's records have one of a few
 * keys, and some of them are tombstones.
 */
public sealed interface Write extends Action {

    /** In ascending order. */
    List<String> topics();

    /**
     * Without a transaction.
     *
     * @param acksAll whether a record is acknowledged once all in-sync replicas have it (by an idempotent producer), or
     *     once its leader has
     * @param compression Kafka's name of it
     * @param spreadMs how long the writing takes, if nothing holds it up
     */
    record Produce(
            String topic, int records, int bytesMax, boolean acksAll, String compression, int spreadMs, long seed)
            implements Write {

        @Override
        public List<String> topics() {
            return List.of(topic);
        }

        @Override
        public String words() {
            return records + " records to " + topic + ", up to " + bytesMax + " bytes, acks " + (acksAll ? "all" : "1")
                    + ", " + compression + ", within " + spreadMs + " ms";
        }
    }

    /** How a transaction ends. */
    enum Ending {
        COMMIT,
        ABORT,
        /** Its producer goes away, and the coordinator aborts it when its time is up. */
        ABANDON
    }

    /**
     * In a transaction.
     *
     * @param openMs how long it stays open after its last record
     */
    record Transact(List<String> topics, int records, int bytesMax, Ending ending, int openMs, long seed)
            implements Write {

        public Transact {
            topics = List.copyOf(topics);
        }

        @Override
        public String words() {
            return records + " records to each of " + String.join(", ", topics) + ", up to " + bytesMax
                    + " bytes, open for " + openMs + " ms, then "
                    + ending.name().toLowerCase(java.util.Locale.ROOT);
        }
    }
}
