// SPDX-License-Identifier: Apache-2.0
package dev.orbit.bench;

import java.util.List;

/** What is told of many measurements. Pure. */
public final class Figures {

    private Figures() {}

    /**
     * The smallest that this share of them does not exceed.
     *
     * @param sorted ascending, not empty
     * @param share above 0, at most 1
     */
    public static double percentile(List<Double> sorted, double share) {
        return sorted.get((int) Math.ceil(share * sorted.size()) - 1);
    }

    /**
     * The one in the middle; of an even number of them, the greater of the two.
     *
     * @param figures in any order, not empty
     */
    public static double median(List<Double> figures) {
        return figures.stream().sorted().toList().get(figures.size() / 2);
    }

    /** To so many decimal places. */
    public static double rounded(double figure, int places) {
        double unit = Math.pow(10, places);
        return Math.round(unit * figure) / unit;
    }
}
