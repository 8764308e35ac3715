// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.state;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SourceEpochsTest {

    private static final SourceEpochs NONE = SourceEpochs.none("orders", 0);

    @Test
    void tellsTheEpochOfEveryRecord() {
        SourceEpochs epochs = NONE.with(2, 5).with(7, 20).with(SourceEpochs.UNKNOWN, 30);

        assertThat(epochs.at(4)).isEqualTo(SourceEpochs.UNKNOWN);
        assertThat(epochs.at(5)).isEqualTo(2);
        assertThat(epochs.at(19)).isEqualTo(2);
        assertThat(epochs.at(29)).isEqualTo(7);
        assertThat(epochs.at(30)).isEqualTo(SourceEpochs.UNKNOWN);
    }

    @Test
    void tellsWhereAnEpochEnds() {
        SourceEpochs epochs = NONE.with(2, 5).with(7, 20);

        assertThat(epochs.endOf(2, 40)).isEqualTo(20);
        assertThat(epochs.endOf(5, 40)).isEqualTo(20);
        assertThat(epochs.endOf(7, 40)).isEqualTo(40);
    }

    @Test
    void whatWasNeverAppendedIsReplaced() {
        assertThat(NONE.with(2, 5).with(7, 20).with(8, 20))
                .isEqualTo(NONE.with(2, 5).with(8, 20));
    }

    @Test
    void whatBeginsBehindTheLogsEndWasNeverAppended() {
        assertThat(NONE.with(2, 5).with(7, 20).upTo(20)).isEqualTo(NONE.with(2, 5));
        assertThat(NONE.with(2, 5).with(7, 20).upTo(21))
                .isEqualTo(NONE.with(2, 5).with(7, 20));
    }

    /** As behind what a source deleted that had lost it before: epochs only grow within one log. */
    @Test
    void laterEpochsBeforeAnEarlierOneAreOfAnotherLog() {
        SourceEpochs epochs = NONE.with(2, 5).with(4, 10).with(7, 20).with(4, 40);

        assertThat(epochs).isEqualTo(NONE.with(2, 5).with(4, 10).with(4, 40));
        assertThat(epochs.endOf(4, 50)).isEqualTo(50);
        assertThat(NONE.with(7, 20).with(SourceEpochs.UNKNOWN, 40).at(30)).isEqualTo(7);
    }

    @Test
    void keepsTheNewest() {
        SourceEpochs epochs = NONE;
        for (int epoch = 0; epoch < 100; epoch++) {
            epochs = epochs.with(epoch, 10L * epoch);
        }

        assertThat(epochs.epochs()).hasSize(10).last().isEqualTo(new SourceEpochs.Since(99, 990));
        assertThat(epochs.at(899)).isEqualTo(SourceEpochs.UNKNOWN);
    }
}
