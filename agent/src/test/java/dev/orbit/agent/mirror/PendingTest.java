// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.mirror.Pending.Order;
import dev.orbit.agent.state.CopiedGroup;
import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.SourceEpochs;
import dev.orbit.agent.state.StateDelta;
import dev.orbit.agent.state.StateImage;
import dev.orbit.agent.state.StateRecord;
import dev.orbit.agent.state.StateRecord.Kind;
import dev.orbit.agent.state.States;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PendingTest {

    private static final StateRecord ORDERS =
            StateRecord.of(States.topic("default", "orders", 1, new Migration.Reject()));
    private static final StateRecord EPOCHS = StateRecord.of(SourceEpochs.none("orders", 3));

    private final Pending pending = new Pending();

    private void add(StateRecord... records) {
        pending.add(new StateDelta(StateImage.EMPTY, List.of(records)));
    }

    @Test
    void namesWhatIsNew() throws Exception {
        add(ORDERS);
        add(EPOCHS, ORDERS);

        assertThat(pending.take(60_000)).isEqualTo(new Order(false, Set.of("orders"), Set.of("orders/3")));
    }

    @Test
    void aRemovedTopicIsNewsToo() throws Exception {
        add(StateRecord.removal(Kind.TOPIC, "orders"));

        assertThat(pending.take(60_000).topics()).containsExactly("orders");
    }

    /** A link, a mapping or an agent concerns any topic; where there is nothing for long, everything is due. */
    @Test
    void looksAtEverything() throws Exception {
        add(StateRecord.removal(Kind.LINK, "default"));
        assertThat(pending.take(60_000).everything()).isTrue();

        add(StateRecord.removal(Kind.MAPPING, "default/orders"));
        assertThat(pending.take(60_000).everything()).isTrue();

        add(StateRecord.removal(Kind.AGENT, "1"));
        assertThat(pending.take(60_000).everything()).isTrue();

        assertThat(pending.take(1).everything()).isTrue();
    }

    /** What failed once is tried again then: topics that never rest must not put that off. */
    @Test
    void looksAtEverythingInTimeHoweverMuchIsNew() throws Exception {
        add(ORDERS);

        assertThat(pending.take(0)).isEqualTo(new Order(true, Set.of("orders"), Set.of()));
    }

    @Test
    void isDoneWithWhatWasTaken() throws Exception {
        add(ORDERS, EPOCHS);
        pending.everything();
        pending.take(60_000);
        add(EPOCHS);

        assertThat(pending.take(60_000)).isEqualTo(new Order(false, Set.of(), Set.of("orders/3")));
    }

    @Test
    void passesOverWhatIsNotAboutMirrors() throws Exception {
        add(StateRecord.of(new CopiedGroup("default", "billing", "billing", List.of())));

        assertThat(pending.take(1)).isEqualTo(new Order(true, Set.of(), Set.of()));
    }
}
