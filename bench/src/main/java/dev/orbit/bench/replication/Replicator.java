// SPDX-License-Identifier: Apache-2.0
package dev.orbit.bench.replication;

import java.time.Duration;

/** One way to copy a topic from the source into another broker's log. */
interface Replicator extends AutoCloseable {

    /** What it is called in the table. */
    String name();

    /** Begins to copy a topic, after the one before is done; returns before it is copied. */
    void begin(Dataset dataset);

    /** How much of it is at the destination, in bytes of the source's log. */
    long copiedBytes(Dataset dataset);

    /** Processor time so far of all processes that copy or hold the copy. */
    Duration cpuTime();

    @Override
    void close();
}
