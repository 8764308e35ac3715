// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.core;

import dev.orbit.agent.state.StateRecord;
import java.util.List;

/**
 * What a request leads to: records, all or none, and the answer that is given once they act.
 *
 * @param records may be empty
 */
public record Decision<T>(List<StateRecord> records, T answer) {

    public Decision {
        records = List.copyOf(records);
    }
}
