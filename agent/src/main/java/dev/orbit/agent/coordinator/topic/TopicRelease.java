// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.topic;

import dev.orbit.agent.coordinator.core.AtOnce;
import dev.orbit.agent.coordinator.core.Duty;
import dev.orbit.agent.coordinator.core.Situation;
import dev.orbit.agent.declared.Declared;
import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.StateRecord;
import java.util.List;

/**
 * Releases topics whose mapping is gone, or matches them no more. A released topic is not opened: it stays in REJECT
 * until a mapping adopts it.
 */
public final class TopicRelease implements Duty {

    @Override
    public List<StateRecord> decide(Situation situation) {
        return AtOnce.firstOf(situation.image().topics().values().stream()
                .filter(topic -> topic.mapping() != null)
                .filter(topic -> !(topic.migration() instanceof Migration.Complete))
                .filter(topic -> !(topic.migration() instanceof Migration.Underway))
                .filter(topic -> !Declared.isHeld(situation.image(), topic))
                .map(topic -> topic.withMapping(topic.link(), null, new Migration.Reject()))
                .toList());
    }
}
