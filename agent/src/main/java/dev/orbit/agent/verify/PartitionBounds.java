// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.verify;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.apache.kafka.common.TopicPartition;

/** Compares nothing, for there may be no source any more: finds where the destination's log begins and ends. */
final class PartitionBounds implements PartitionCheck {

    private final ClusterConsumers destination;

    PartitionBounds(Map<String, ?> destination, Executor ahead) {
        this.destination = new ClusterConsumers(Side.DESTINATION, destination, ahead);
    }

    @Override
    public PartitionReport verify(PartitionTask task) {
        LogBounds bounds = destination.bounds(new TopicPartition(task.topics().topic(), task.partition()));
        long start = bounds.logStartOffset();
        String ofNothing = new RecordDigest().finish();
        return new PartitionReport(
                task.partition(),
                Result.SAME,
                start,
                start,
                0,
                0,
                null,
                new PartitionReport.Log(start, bounds.endOffset(), bounds.lastStableOffset(), ofNothing),
                null,
                List.of(),
                null,
                null);
    }

    @Override
    public void close() {
        destination.close();
    }
}
