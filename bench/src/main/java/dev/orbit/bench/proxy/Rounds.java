// SPDX-License-Identifier: Apache-2.0
package dev.orbit.bench.proxy;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Measurements of every lane under one load. A machine's speed changes while they are taken: a lane is held against another
 * within each round, and the median of the rounds is what counts. Pure.
 *
 * @param measurements round after round, in each every lane
 */
record Rounds(List<Measurement> measurements) {

    Rounds {
        measurements = List.copyOf(measurements);
    }

    /** That were measured, in their order. */
    List<Lane> lanes() {
        return measurements.stream().map(Measurement::lane).distinct().sorted().toList();
    }

    double median(Lane lane, ToDoubleFunction<Measurement> figure) {
        return median(of(lane).stream().mapToDouble(figure).toArray());
    }

    /** How many times the same round's figure straight to the source. */
    double timesDirect(Lane lane, ToDoubleFunction<Measurement> figure) {
        List<Measurement> direct = of(Lane.DIRECT);
        List<Measurement> other = of(lane);
        return median(IntStream.range(0, direct.size())
                .mapToDouble(i -> figure.applyAsDouble(other.get(i)) / figure.applyAsDouble(direct.get(i)))
                .toArray());
    }

    private List<Measurement> of(Lane lane) {
        return measurements.stream().filter(one -> one.lane() == lane).toList();
    }

    private static double median(double[] figures) {
        double[] sorted = Arrays.stream(figures).sorted().toArray();
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }
}
