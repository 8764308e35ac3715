// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.state.Migration.CatchingUp;
import dev.orbit.agent.state.Migration.Draining;
import dev.orbit.agent.state.States;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A topic of one partition that ends at 20 on both sides. */
class OpenTransactionsTest {

    private static final CatchingUp CATCHING_UP = new CatchingUp(States.attempt(1));
    private static final Draining DRAINING = CATCHING_UP.toClosing().toDraining(List.of(20L));

    private final Evidence open = evidence(20, 17);

    @Test
    void namesWhoseTransactionIsOpenAtTheSource() {
        assertThat(MigrationSteps.waitingFor(CATCHING_UP, open))
                .isEqualTo("partition 0 has a transaction open at the source since offset 17");
        assertThat(MigrationSteps.waitingFor(CATCHING_UP, open.with(List.of(open(17, "orders-tx")))))
                .isEqualTo("partition 0 has a transaction open at the source since offset 17,"
                        + " of transactional id orders-tx");
        assertThat(MigrationSteps.waitingFor(CATCHING_UP, open.with(List.of(open(17, null)))))
                .contains("of producer id 4711", "Describe");
    }

    @Test
    void namesTheFirstOfMany() {
        Evidence many = open.with(List.of(open(19, "late"), open(17, "a"), open(18, "b"), open(18, "c")));

        assertThat(MigrationSteps.waitingFor(DRAINING, many))
                .contains("of transactional id a, and one of transactional id b", "and 1 more")
                .doesNotContain("late");
    }

    @Test
    void countsAsAnObstacleOnlyWhatIsOpenAtTheSource() {
        assertThat(MigrationSteps.openTransactions(open)).isPresent();
        assertThat(MigrationSteps.openTransactions(evidence(18, 20))).isEmpty();
    }

    private static Evidence evidence(long stableHere, long stableThere) {
        return new Evidence(
                List.of(Optional.of(Evidences.partition(0, 0L, 20, stableHere, 20, 0, null))),
                Optional.of(Map.of()),
                Optional.of(List.of(new SourceEnd(20, 20, stableThere))),
                Optional.empty());
    }

    private static OpenTransaction open(long startOffset, @Nullable String transactionalId) {
        return new OpenTransaction(0, startOffset, 4711, transactionalId);
    }
}
