// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.verify;

import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Where a partition's two logs end.
 *
 * @param source the source's log end offset for the isolation level
 * @param destination the destination's
 */
record Ends(long source, long destination) {

    /** Reads both, that of the log which may be the shorter one first: the other one may grow in between. */
    static Ends read(
            Extent extent,
            Consumer<?, ?> source,
            TopicPartition sourcePartition,
            Consumer<?, ?> destination,
            TopicPartition destinationPartition) {
        if (extent == Extent.DESTINATION_IS_PREFIX) {
            long destinationEnd = Consumers.end(destination, destinationPartition);
            return new Ends(Consumers.end(source, sourcePartition), destinationEnd);
        }
        long sourceEnd = Consumers.end(source, sourcePartition);
        return new Ends(sourceEnd, Consumers.end(destination, destinationPartition));
    }

    /** The log end offset, if one of the two reaches further than it may. */
    Optional<RecordDifference> difference(Extent extent) {
        boolean mayDiffer =
                source > destination ? extent == Extent.DESTINATION_IS_PREFIX : extent == Extent.SOURCE_IS_PREFIX;
        return source == destination || mayDiffer
                ? Optional.empty()
                : Optional.of(RecordDifference.of("log end offset", source, destination));
    }
}
