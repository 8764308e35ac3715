// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RemarksTest {

    @Test
    void tellsWhoseLogStartsLaterAndByHowMuch() {
        assertThat(remarks(3, 10, Extent.DESTINATION_IS_PREFIX)).singleElement().satisfies(remark -> {
            assertThat(remark.code()).isEqualTo("starts_later");
            assertThat(remark.count()).isEqualTo(7);
        });
        assertThat(remarks(10, 3, Extent.DESTINATION_IS_PREFIX)).singleElement().satisfies(remark -> {
            assertThat(remark.code()).isEqualTo("starts_earlier");
            assertThat(remark.message()).contains("starts at offset 3, the source's at 10");
            assertThat(remark.count()).isEqualTo(7);
        });
        assertThat(remarks(3, 3, Extent.DESTINATION_IS_PREFIX)).isEmpty();
    }

    /** A topic that was cut over keeps what its source deletes. */
    @Test
    void aCompleteTopicThatStartsEarlierIsNotWorthAWord() {
        assertThat(remarks(10, 3, Extent.SOURCE_IS_PREFIX)).isEmpty();
        assertThat(remarks(3, 10, Extent.SOURCE_IS_PREFIX)).hasSize(1);
    }

    @Test
    void aSourceThatBeginsBeyondTheMirrorLeavesNothingToCompare() {
        assertThat(remarks(21, 3, Extent.DESTINATION_IS_PREFIX)).singleElement().satisfies(remark -> {
            assertThat(remark.code()).isEqualTo("source_ahead_of_mirror");
            assertThat(remark.message()).contains("starts at offset 21", "end at 20", "nothing can be compared");
            assertThat(remark.count()).isNull();
        });
        assertThat(remarks(20, 3, Extent.DESTINATION_IS_PREFIX))
                .extracting(Remark::code)
                .containsExactly("starts_earlier");
    }

    @Test
    void tellsHowManyRecordsWentWhileTheyWereRead() {
        assertThat(Remarks.ofRemoved(0)).isEmpty();
        assertThat(Remarks.ofRemoved(1))
                .hasValueSatisfying(remark -> assertThat(remark.message()).contains("1 record was removed"));
        assertThat(Remarks.ofRemoved(7)).hasValueSatisfying(remark -> {
            assertThat(remark.code()).isEqualTo("log_start_moved");
            assertThat(remark.message()).contains("7 records were removed");
            assertThat(remark.count()).isEqualTo(7);
        });
    }

    @Test
    void tellsAnOpenTransactionFromOneWhoseRecordsWereDeleted() {
        assertThat(Remarks.ofOpenTransaction(Side.SOURCE, new LogBounds(3, 20, 10, true), 10, 20))
                .satisfies(remark -> {
                    assertThat(remark.code()).isEqualTo("open_transaction");
                    assertThat(remark.message())
                            .contains("the source's last stable offset stands at 10: a transaction");
                });
        assertThat(Remarks.ofOpenTransaction(Side.DESTINATION, new LogBounds(3, 20, 3, true), 3, 20))
                .satisfies(remark -> {
                    assertThat(remark.code()).isEqualTo("deleted_transaction");
                    assertThat(remark.message())
                            .contains("the destination's last stable offset stands at 3, not beyond its log start at 3")
                            .contains("outcomes were compared below offset 3, records below 20");
                });
        assertThat(Remarks.ofOpenTransaction(Side.SOURCE, new LogBounds(0, 20, 0, true), 0, 20)
                        .code())
                .isEqualTo("open_transaction");
    }

    private static List<Remark> remarks(long source, long destination, Extent extent) {
        return Remarks.ofLogStarts(bounds(source), bounds(destination), extent);
    }

    private static LogBounds bounds(long start) {
        return new LogBounds(start, 20, 20, true);
    }
}
