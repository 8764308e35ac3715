// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.core;

import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.StateRecord;
import java.util.List;

/**
 * What a request leads to: writes, each of which acts as a whole or not at all, and the answer that is given once they act.
 *
 * @param writes one after the other, with nothing else decided in between; none is empty
 */
public record Decision<T>(List<List<StateRecord>> writes, T answer) {

    public Decision {
        writes = writes.stream().map(List::copyOf).toList();
    }

    /** All of it acts, or none. */
    public static <T> Decision<T> whole(List<StateRecord> records, T answer) {
        return new Decision<>(records.isEmpty() ? List.of() : List.of(records), answer);
    }

    /**
     * Of more topics than one write may take.
     *
     * @param wholes topics that are recorded together
     */
    public static <T> Decision<T> ofTopics(List<List<MirrorTopic>> wholes, T answer) {
        return new Decision<>(AtOnce.writes(wholes), answer);
    }
}
