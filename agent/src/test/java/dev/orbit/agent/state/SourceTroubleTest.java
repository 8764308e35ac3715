// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.schemas.Snapshot.LostRange;
import org.junit.jupiter.api.Test;

class SourceTroubleTest {

    @Test
    void rangesThatTouchAreOne() {
        SourceTrouble trouble = SourceTrouble.NONE
                .withLost(0, new LostRange(10, 20))
                .withLost(0, new LostRange(50, 60))
                .withLost(1, new LostRange(0, 99))
                .withLost(0, new LostRange(10, 30))
                .withLost(0, new LostRange(55, 58));

        assertThat(trouble.lostOf(0)).containsExactly(new LostRange(50, 60), new LostRange(10, 30));
        assertThat(trouble.covers(0, new LostRange(12, 30))).isTrue();
        assertThat(trouble.covers(0, new LostRange(12, 31))).isFalse();
        assertThat(trouble.covers(2, new LostRange(12, 13))).isFalse();
    }

    @Test
    void keepsTheNewest() {
        SourceTrouble trouble = SourceTrouble.NONE;
        for (long from = 0; from < 100; from += 5) {
            trouble = trouble.withLost(0, new LostRange(from, from + 1));
        }

        assertThat(trouble.lostOf(0)).hasSize(10).last().isEqualTo(new LostRange(95, 96));
    }

    @Test
    void theFirstReasonStays() {
        SourceTrouble trouble = SourceTrouble.NONE
                .withDiverged(7, "at 70")
                .withDiverged(2, "at 20")
                .withDiverged(2, "at 21");

        assertThat(trouble.divergence()).contains("partition 2: at 20");
    }
}
