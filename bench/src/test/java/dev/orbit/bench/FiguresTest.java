// SPDX-License-Identifier: Apache-2.0
package dev.orbit.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FiguresTest {

    @Test
    void aPercentileIsOneOfTheFigures() {
        List<Double> sorted = List.of(1.0, 2.0, 3.0, 4.0);

        assertThat(Figures.percentile(sorted, 0.5)).isEqualTo(2);
        assertThat(Figures.percentile(sorted, 0.99)).isEqualTo(4);
        assertThat(Figures.percentile(sorted, 1)).isEqualTo(4);
    }

    @Test
    void theMedianIsTheGreaterOfTheTwoInTheMiddle() {
        assertThat(Figures.median(List.of(4.0, 1.0, 3.0, 2.0))).isEqualTo(3);
        assertThat(Figures.median(List.of(3.0, 1.0, 2.0))).isEqualTo(2);
    }

    @Test
    void roundsToPlaces() {
        assertThat(Figures.rounded(1.2345, 2)).isEqualTo(1.23);
        assertThat(Figures.rounded(0.25, 1)).isEqualTo(0.3);
    }
}
