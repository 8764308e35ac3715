// SPDX-License-Identifier: Apache-2.0
package dev.orbit.bench.replication;

import dev.orbit.bench.Figures;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What others read of a run, its last line. Every figure is that of the codec in which it is lowest.
 *
 * @param mbPerS of Orbit
 * @param mbPerCpuS of Orbit, megabytes per second of processor time
 * @param vsMirrormakerMbPerS times MirrorMaker 2's, tuned
 * @param vsMirrormakerMbPerCpuS times MirrorMaker 2's, tuned
 * @param vsFollowerMbPerS times a stock follower's that catches up from a stock leader
 * @param vsFollowerMbPerCpuS times such a follower's
 */
record Result(
        double mbPerS,
        double mbPerCpuS,
        double vsMirrormakerMbPerS,
        double vsMirrormakerMbPerCpuS,
        double vsFollowerMbPerS,
        double vsFollowerMbPerCpuS) {

    /** Each list has a measurement per dataset. */
    static Result of(List<Measurement> orbit, List<Measurement> mirrorMaker, List<Measurement> follower) {
        return new Result(
                lowest(orbit, Measurement::mbPerSecond),
                lowest(orbit, Measurement::mbPerCpuSecond),
                lowestRatio(orbit, mirrorMaker, Measurement::mbPerSecond),
                lowestRatio(orbit, mirrorMaker, Measurement::mbPerCpuSecond),
                lowestRatio(orbit, follower, Measurement::mbPerSecond),
                lowestRatio(orbit, follower, Measurement::mbPerCpuSecond));
    }

    private static double lowest(List<Measurement> measurements, ToDoubleFunction<Measurement> figure) {
        return Figures.rounded(measurements.stream().mapToDouble(figure).min().orElseThrow(), 1);
    }

    private static double lowestRatio(
            List<Measurement> orbit, List<Measurement> rival, ToDoubleFunction<Measurement> figure) {
        return Figures.rounded(
                orbit.stream()
                        .mapToDouble(measurement -> figure.applyAsDouble(measurement)
                                / figure.applyAsDouble(sameDataset(rival, measurement)))
                        .min()
                        .orElseThrow(),
                1);
    }

    private static Measurement sameDataset(List<Measurement> measurements, Measurement other) {
        return measurements.stream()
                .filter(measurement -> measurement.dataset().equals(other.dataset()))
                .findFirst()
                .orElseThrow();
    }
}
