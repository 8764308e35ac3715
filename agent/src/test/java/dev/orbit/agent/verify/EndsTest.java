// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.verify;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EndsTest {

    private static final Ends SOURCE_AHEAD = new Ends(10, 7);
    private static final Ends DESTINATION_AHEAD = new Ends(7, 10);

    @Test
    void equalEndsNeverDiffer() {
        for (Extent extent : Extent.values()) {
            assertThat(new Ends(7, 7).difference(extent)).isEmpty();
        }
    }

    @Test
    void onlyTheLogThatMayReachFurtherDoes() {
        assertThat(SOURCE_AHEAD.difference(Extent.DESTINATION_IS_PREFIX)).isEmpty();
        assertThat(DESTINATION_AHEAD.difference(Extent.SOURCE_IS_PREFIX)).isEmpty();
        assertThat(SOURCE_AHEAD.difference(Extent.SOURCE_IS_PREFIX))
                .contains(new RecordDifference("log end offset", "10", "7"));
        assertThat(DESTINATION_AHEAD.difference(Extent.DESTINATION_IS_PREFIX))
                .contains(new RecordDifference("log end offset", "7", "10"));
        assertThat(SOURCE_AHEAD.difference(Extent.EQUAL)).isPresent();
        assertThat(DESTINATION_AHEAD.difference(Extent.EQUAL)).isPresent();
    }
}
