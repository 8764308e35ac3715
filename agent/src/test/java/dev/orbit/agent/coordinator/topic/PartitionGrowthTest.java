// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.topic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.coordinator.core.Members;
import dev.orbit.agent.coordinator.core.Situation;
import dev.orbit.agent.coordinator.destination.OneTopicDestination;
import dev.orbit.agent.coordinator.link.LinkWatch;
import dev.orbit.agent.coordinator.source.OneTopicSource;
import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.StateImage;
import dev.orbit.agent.state.StateRecord;
import dev.orbit.agent.state.States;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A source topic of one partition. */
class PartitionGrowthTest {

    private final OneTopicDestination destination = new OneTopicDestination();
    private final OneTopicSource source = new OneTopicSource();
    private final LinkWatch links = new LinkWatch(source, "own-cluster", 0, Runnable::run, () -> {});
    private final PartitionGrowth growth = new PartitionGrowth(links, destination, Runnable::run, () -> {});
    private final Members members = new Members(1, List.of(), 0);
    private long nowNanos = System.nanoTime();

    private void look(Migration migration) {
        StateImage image = States.image(
                StateRecord.of(States.link("default")),
                StateRecord.of(States.mapping("default", "orders", "orders")),
                StateRecord.of(States.topic("default", "orders", 1, migration)));
        for (int i = 0; i < 3; i++) {
            nowNanos += 10_000_000_000L;
            Situation situation = new Situation(image, members, 0, nowNanos);
            links.decide(situation);
            assertThat(growth.decide(situation)).isEmpty();
        }
    }

    /** What is produced to them goes nowhere, and its producers are told nothing that would help them. */
    @Test
    void tellsOfPartitionsThatSomebodyAddedAtTheDestination() {
        destination.topicId = States.TOPIC_ID;
        look(new Migration.Proxy());
        assertThat(growth.obstacle("orders")).isEmpty();

        destination.partitionCount = 3;
        look(new Migration.Proxy());
        assertThat(growth.obstacle("orders"))
                .hasValueSatisfying(why -> assertThat(why)
                        .contains(
                                "has 3 partitions",
                                "mirrors 1",
                                "until it has 3",
                                "orbit resync --topic orders --force"));

        look(new Migration.Complete(List.of(9L), 1));
        assertThat(growth.obstacle("orders")).isEmpty();
    }
}
