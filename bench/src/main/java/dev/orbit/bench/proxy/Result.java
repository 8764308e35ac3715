// SPDX-License-Identifier: Apache-2.0
package dev.orbit.bench.proxy;

import dev.orbit.bench.Figures;

/**
 * What others read of a run, its last line: the median of the rounds. Without a delay on the way to the source.
 *
 * @param carriesHalf 1 if PROXY carried half of what the source takes at most, else 0
 * @param p50AddedMs at that half, how much later the median acknowledgement comes than straight from the source
 * @param p99VsDirect at that half, times the 99th percentile straight from the source
 * @param cpuPerMbVsDirect as fast as it goes, times the processor time per megabyte straight to the source
 */
record Result(int carriesHalf, double p50AddedMs, double p99VsDirect, double cpuPerMbVsDirect) {

    /** Of what goes straight to the source at most. */
    static final double HALF = 0.5;

    /** What passes for carrying a load: clocks and warm-up aside, all of it. */
    private static final double CARRIED = 0.98;

    static Result of(Rounds saturated, Rounds half) {
        double carried = half.median(Lane.PROXY, Measurement::mbPerS);
        double direct = saturated.median(Lane.DIRECT, Measurement::mbPerS);
        return new Result(
                carried >= CARRIED * HALF * direct ? 1 : 0,
                Figures.rounded(
                        half.median(Lane.PROXY, Measurement::p50Ms) - half.median(Lane.DIRECT, Measurement::p50Ms), 2),
                Figures.rounded(half.timesDirect(Lane.PROXY, Measurement::p99Ms), 2),
                Figures.rounded(saturated.timesDirect(Lane.PROXY, Measurement::cpuMsPerMb), 2));
    }
}
