// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.coordinator.Coordinator.Destinations;
import dev.orbit.agent.coordinator.Coordinator.Settings;
import dev.orbit.agent.coordinator.Coordinator.Sources;
import dev.orbit.agent.coordinator.access.SourceAccess;
import dev.orbit.agent.coordinator.core.Duty;
import dev.orbit.agent.coordinator.core.Members;
import dev.orbit.agent.coordinator.core.Situation;
import dev.orbit.agent.coordinator.cutover.LettingGo;
import dev.orbit.agent.coordinator.cutover.MigrationProgress;
import dev.orbit.agent.coordinator.destination.AclDestination;
import dev.orbit.agent.coordinator.destination.ClusterSettings;
import dev.orbit.agent.coordinator.destination.Destination;
import dev.orbit.agent.coordinator.destination.GroupDestination;
import dev.orbit.agent.coordinator.source.AclSources;
import dev.orbit.agent.coordinator.source.BrokerSettings;
import dev.orbit.agent.coordinator.source.GroupSources;
import dev.orbit.agent.coordinator.source.SourceQueries;
import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.StateImage;
import dev.orbit.agent.state.StateRecord;
import dev.orbit.agent.state.States;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DutiesTest {

    private final List<Runnable> asking = new ArrayList<>();
    private final List<Runnable> cutover = new ArrayList<>();
    private final List<Duty> duties = Duties.of(
                    new Settings("own-cluster", 1, 1, 1),
                    new Sources(
                            unused(SourceQueries.class),
                            unused(GroupSources.class),
                            unused(BrokerSettings.class),
                            unused(SourceAccess.class),
                            unused(AclSources.class)),
                    new Destinations(
                            unused(Destination.class),
                            unused(GroupDestination.class),
                            unused(ClusterSettings.class),
                            unused(AclDestination.class)),
                    () -> StateImage.EMPTY,
                    name -> false,
                    new Duties.Pools(asking::add, cutover::add, Runnable::run, () -> {}))
            .inOrder();

    /** Behind looks at sources that do not answer, producers would wait until their cutover's time is up. */
    @Test
    void aTopicWithAClosedGateWaitsForNoLookAtAnotherSource() {
        decide(MigrationProgress.class, new Migration.CatchingUp(States.attempt(1)).toClosing());
        assertThat(cutover).hasSize(1);

        decide(LettingGo.class, new Migration.Reject().toLettingGo(States.attempt(1)));
        assertThat(cutover).hasSize(2);
        assertThat(asking).isEmpty();
    }

    private void decide(Class<? extends Duty> which, Migration migration) {
        StateImage image = States.image(
                StateRecord.of(States.link("default")),
                StateRecord.of(States.mapping("default", "orders", "orders")),
                StateRecord.of(States.topic("default", "orders", 1, migration)));
        Situation situation = new Situation(image, new Members(1, List.of(), 0), 2_000, System.nanoTime());
        duties.stream().filter(which::isInstance).forEach(duty -> duty.decide(situation));
    }

    private static <T> T unused(Class<T> type) {
        Object none =
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    throw new UnsupportedOperationException(method.getName());
                });
        return type.cast(none);
    }
}
