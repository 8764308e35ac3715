// SPDX-License-Identifier: Apache-2.0
package dev.orbit.bench.replication;

/**
 * A topic at the source that every replicator copies.
 *
 * @param codec of its batches, in Kafka's words
 * @param bytes of its log at the source, as stored
 */
record Dataset(String topic, String codec, int partitionCount, long recordCount, long bytes) {}
