// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.core;

import dev.orbit.agent.state.StateRecord;
import java.util.List;

/**
 * Something the coordinator sees to. Asked again and again, with whatever is the case then: it must not block, must not
 * remember what it asked for, and its records act before it is asked the next time.
 */
@FunctionalInterface
public interface Duty {

    /** What should be written now; empty when all is as it should be. */
    List<StateRecord> decide(Situation situation);
}
