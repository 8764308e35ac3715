// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.broker.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.kafka.common.message.DescribeProducersResponseData.ProducerState;
import org.apache.kafka.common.record.internal.ControlRecordType;
import org.apache.kafka.common.record.internal.EndTransactionMarker;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.junit.jupiter.api.Test;

/** What became of a transaction must not be answered as done where the log holds it open. */
class TransactionMarkersTest {

    private static final long PRODUCER = 7;
    private static final short EPOCH = 0;

    private final MemoryRecords commit = MemoryRecords.withEndTransactionMarker(
            PRODUCER, EPOCH, new EndTransactionMarker(ControlRecordType.COMMIT, 0));

    @Test
    void endWhatTheirProducerHasOpen() {
        assertThat(TransactionMarkers.endTransactionOf(List.of(producer(8, 30), producer(PRODUCER, 40)), commit))
                .isTrue();
    }

    @Test
    void endNothingOfOthersAndNothingThatIsOver() {
        assertThat(TransactionMarkers.endTransactionOf(List.of(), commit)).isFalse();
        assertThat(TransactionMarkers.endTransactionOf(List.of(producer(8, 30), producer(PRODUCER, -1)), commit))
                .isFalse();
    }

    private static ProducerState producer(long id, long transactionStartOffset) {
        return new ProducerState().setProducerId(id).setCurrentTxnStartOffset(transactionStartOffset);
    }
}
