// SPDX-License-Identifier: Apache-2.0
package dev.orbit.bench.proxy;

import java.time.Duration;

/**
 * One lane under one load, for some seconds.
 *
 * @param mbPerS 10^6 bytes of record values acknowledged per second
 * @param cpu of all processes that the records pass, the copy and the producers included
 * @param megabytes that took it
 */
record Measurement(Lane lane, double mbPerS, double p50Ms, double p99Ms, CpuTime cpu, double megabytes) {

    double cpuMsPerMb() {
        return msPerMb(cpu.total());
    }

    double msPerMb(Duration time) {
        return time.toNanos() / 1e6 / megabytes;
    }
}
