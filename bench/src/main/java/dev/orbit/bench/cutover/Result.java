// SPDX-License-Identifier: Apache-2.0
package dev.orbit.bench.cutover;

import dev.orbit.bench.Figures;
import java.util.List;

/**
 * What others read of a run, its last line. A producer's pause is the longest time between two of its acknowledgements,
 * from the beginning of the cutover to one of a record that it sent after COMPLETE. Nothing is taken off it: what is normal
 * between two acknowledgements is part of it.
 *
 * @param topics that were cut over at once, each with a producer of its own
 * @param normalMs median of the time between two acknowledgements before the cutover, of the slowest round
 * @param errors records that were refused, or never acknowledged
 */
record Result(int topics, double p50PauseMs, double p99PauseMs, double maxPauseMs, double normalMs, long errors) {

    /** Each outcome is one round's. */
    static Result of(int topics, List<Round.Outcome> outcomes) {
        List<Double> pausesMs = outcomes.stream()
                .flatMap(outcome -> outcome.pausesMs().stream())
                .sorted()
                .toList();
        return new Result(
                topics,
                Figures.rounded(Figures.percentile(pausesMs, 0.5), 1),
                Figures.rounded(Figures.percentile(pausesMs, 0.99), 1),
                Figures.rounded(Figures.percentile(pausesMs, 1), 1),
                Figures.rounded(
                        outcomes.stream()
                                .mapToDouble(Round.Outcome::normalMs)
                                .max()
                                .orElseThrow(),
                        1),
                outcomes.stream().mapToLong(Round.Outcome::errors).sum());
    }
}
