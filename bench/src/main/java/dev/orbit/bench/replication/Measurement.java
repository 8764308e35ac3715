// SPDX-License-Identifier: Apache-2.0
package dev.orbit.bench.replication;

import java.time.Duration;

/**
 * What a replicator did between its first bytes and the end of the topic, or of the time it was given.
 *
 * @param bytes copied in that time, in bytes of the source's log
 * @param cpuTime its processes used in that time
 */
record Measurement(String replicator, Dataset dataset, long bytes, Duration elapsed, Duration cpuTime) {

    private static final double BYTES_PER_MB = 1e6;

    double megabytes() {
        return bytes / BYTES_PER_MB;
    }

    double mbPerSecond() {
        return megabytes() / seconds(elapsed);
    }

    double mbPerCpuSecond() {
        return megabytes() / seconds(cpuTime);
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
