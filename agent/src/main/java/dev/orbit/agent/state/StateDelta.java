// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.state;

import dev.orbit.agent.state.StateRecord.Kind;
import java.util.List;
import java.util.stream.Stream;

/**
 * The newest image, and what it has over the one before.
 *
 * @param records in the order they were written
 */
public record StateDelta(StateImage image, List<StateRecord> records) {

    public StateDelta {
        records = List.copyOf(records);
    }

    /** Names of the things of a kind that were written or removed; one may come more than once. */
    public Stream<String> names(Kind kind) {
        return records.stream().filter(record -> record.kind() == kind).map(StateRecord::name);
    }
}
