// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.core;

import dev.orbit.agent.state.StateRecord;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Strikes agents off whose lease has run out, so that nobody waits for them; they register anew when they are back. */
public final class MemberRemoval implements Duty {

    private static final Logger LOG = LoggerFactory.getLogger(MemberRemoval.class);

    @Override
    public List<StateRecord> decide(Situation situation) {
        for (int agent : situation.members().removeSilent(situation.nowNanos())) {
            LOG.warn("agent {} has let its lease run out", agent);
        }
        List<Integer> members = situation.members().ids();
        // also those whose removal was decided before, and not taken by the state
        return situation.image().agents().keySet().stream()
                .filter(agent -> !members.contains(agent))
                .map(agent -> StateRecord.removal(StateRecord.Kind.AGENT, Integer.toString(agent)))
                .toList();
    }
}
