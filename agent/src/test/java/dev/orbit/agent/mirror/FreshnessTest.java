// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FreshnessTest {

    private final Freshness freshness = new Freshness(1_000);

    @Test
    void isAsOldAsRecordedUntilTheMirrorHasEverything() {
        freshness.answered(2_000, 50, 10);
        freshness.answered(3_000, 60, 40);

        assertThat(freshness.heldAsOfMs()).isEqualTo(1_000);
    }

    @Test
    void isTheMomentOfTheQuestionWhereNothingIsMissing() {
        freshness.answered(2_000, 50, 50);
        assertThat(freshness.heldAsOfMs()).isEqualTo(2_000);

        freshness.answered(3_000, 50, 50);
        assertThat(freshness.heldAsOfMs()).isEqualTo(3_000);
    }

    /** A busy topic's mirror may always be a little behind. */
    @Test
    void movesOnWithAMirrorThatIsNeverCaughtUp() {
        freshness.answered(2_000, 50, 10);
        freshness.answered(3_000, 90, 49);
        assertThat(freshness.heldAsOfMs()).isEqualTo(1_000);

        freshness.answered(4_000, 120, 60);
        assertThat(freshness.heldAsOfMs()).as("all that was there at 2,000").isEqualTo(2_000);
        freshness.answered(5_000, 150, 120);
        assertThat(freshness.heldAsOfMs()).as("all that was there at 4,000").isEqualTo(4_000);
    }

    @Test
    void neverGoesBack() {
        freshness.answered(500, 50, 50);

        assertThat(freshness.heldAsOfMs()).isEqualTo(1_000);
    }
}
