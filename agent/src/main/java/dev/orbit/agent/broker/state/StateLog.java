// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.broker.state;

import dev.orbit.agent.clock.Moment;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The state topic's log as its leader, the coordinator, sees it. An append names the epoch and the offset it is meant
 * for, and is refused when the leadership or the end has moved in the meantime.
 */
public interface StateLog {

    /** One write; a null value removes the key. */
    record Entry(String key, @Nullable String value) {}

    /** The epoch under which this agent is the coordinator; empty when it is not. */
    OptionalInt epoch();

    /**
     * Up to when nobody else can have become the coordinator, provided that this agent became it
     * under this epoch; empty while that is not known. Known the better the more often it is asked.
     */
    Optional<Moment> led(int epoch);

    /** The log end; -1 when this agent is not the coordinator. */
    long endOffset();

    /**
     * Whether what this agent wrote as the coordinator of this epoch is below the high watermark up to this end. It is not,
     * though the offsets are, where another has written there in the meantime.
     */
    boolean isCommitted(int epoch, long endOffset);

    /**
     * Appends all entries or none. They act once the high watermark has passed them.
     *
     * @return the log end after them
     * @throws org.apache.kafka.common.errors.ApiException when the epoch or the offset is not the current one, or the
     *     in-sync replicas are too few
     */
    long append(int epoch, long offset, List<Entry> entries);
}
