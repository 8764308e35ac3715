// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.broker.request;

import java.util.List;
import org.apache.kafka.common.message.DescribeProducersResponseData.ProducerState;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.RecordBatch;

/** What ends transactions in a log. */
final class TransactionMarkers {

    private static final long NO_TRANSACTION = -1;

    private TransactionMarkers() {}

    /**
     * Whether they end a transaction that is open in a log. Producer ids of this cluster are never those of a source: what
     * was mirrored bears a tag in its id.
     *
     * @param producers what the log knows of its producers
     */
    static boolean endTransactionOf(List<ProducerState> producers, MemoryRecords markers) {
        for (RecordBatch marker : markers.batches()) {
            for (ProducerState producer : producers) {
                if (producer.producerId() == marker.producerId()
                        && producer.currentTxnStartOffset() != NO_TRANSACTION) {
                    return true;
                }
            }
        }
        return false;
    }
}
