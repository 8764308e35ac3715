// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.bypass;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.command.Reports;
import dev.orbit.agent.coordinator.core.Members;
import dev.orbit.agent.coordinator.core.Situation;
import dev.orbit.agent.coordinator.destination.OneTopicDestination;
import dev.orbit.agent.state.AgentRegistration;
import dev.orbit.agent.state.StateImage;
import dev.orbit.agent.state.StateRecord;
import dev.orbit.agent.state.States;
import dev.orbit.agent.state.StrayWrites;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StrayTopicsTest {

    private final OneTopicDestination destination = new OneTopicDestination();
    private final StrayTopics topics = new StrayTopics(destination, Runnable::run, () -> {});

    /** A topic of the name that moves later is another. */
    @Test
    void forgetsWhatStoodAgainstTheTopicOfOneThatIsForgotten() {
        destination.creationRefusal = "the policy forbids it";
        assertThat(obstacle()).isEmpty();
        assertThat(obstacle()).hasValue("the policy forbids it");
        topics.retain("orders"::equals);
        assertThat(obstacle()).hasValue("the policy forbids it");

        topics.retain("payments"::equals);

        assertThat(obstacle()).isEmpty();
    }

    private Optional<String> obstacle() {
        Situation situation = new Situation(StateImage.EMPTY, new Members(1, List.of(), 0), 0, System.nanoTime());
        return topics.kept(situation, StrayWrites.found("orders", "default", 1, 0), 1)
                .obstacle();
    }

    /** Of one that had not, its gate would take the topic for anybody's. */
    @Test
    void createsNothingBeforeEveryAgentHasReadTheRecord() {
        StateImage image = States.image(StateRecord.of(States.link("default")));
        Members members = new Members(1, List.of(new AgentRegistration(1, "i"), new AgentRegistration(2, "i")), 0);
        Situation situation = new Situation(image, members, 0, System.nanoTime());
        StrayWrites strays = StrayWrites.found("orders", "default", 1, 0);
        applied(members, 1, image.endOffset());
        applied(members, 2, image.endOffset() - 1);
        topics.kept(situation, strays, 1);
        assertThat(destination.created).isEmpty();

        applied(members, 2, image.endOffset());
        topics.kept(situation, strays, 1);
        assertThat(destination.created).hasSize(1);
    }

    private static void applied(Members members, int agent, long offset) {
        members.renew(Reports.heartbeat(agent, "i", offset, true, Map.of(), List.of(), List.of()), 0);
    }
}
