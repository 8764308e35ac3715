// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.Migration.CatchingUp;
import dev.orbit.agent.state.Migration.Closing;
import dev.orbit.agent.state.Migration.Draining;
import dev.orbit.agent.state.States;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A topic of one partition whose gate has just closed, and whose source ends at 10. */
class NothingToDrainTest {

    private static final Closing CLOSING = new CatchingUp(States.attempt(1)).toClosing();
    private static final Draining DRAINING = CLOSING.toDraining(List.of(10L));
    private static final SourceEnd END = new SourceEnd(10, 10, 10);

    /** Producers do not wait for the record of what there is not. */
    @Test
    void stopsTheMirrorAtOnceWhereBothSidesEndThereAlready() {
        assertThat(next(at(10, 10, 10), 10L, END)).contains(DRAINING.toStopping());
    }

    @Test
    void drainsFirstWhereATransactionIsOpenOrAnEndIsNotReplicated() {
        assertThat(next(at(10, 8, 10), 10L, END)).contains(DRAINING);
        assertThat(next(at(9, 9, 10), 10L, END)).contains(DRAINING);
        assertThat(next(null, 10L, END)).contains(DRAINING);
        assertThat(next(at(10, 10, 10), 10L, new SourceEnd(10, 10, 7))).contains(DRAINING);
        assertThat(next(at(10, 10, 10), 12L, END)).contains(CLOSING.toDraining(List.of(12L)));
    }

    private static PartitionEvidence at(long highWatermark, long lastStableOffset, long logEndOffset) {
        return Evidences.partition(0, 0L, highWatermark, lastStableOffset, logEndOffset, 0, null);
    }

    private static Optional<Migration> next(@Nullable PartitionEvidence local, long acknowledged, SourceEnd end) {
        Evidence evidence = new Evidence(
                List.of(Optional.ofNullable(local)),
                Optional.of(Map.of(0, acknowledged)),
                Optional.of(List.of(end)),
                Optional.empty());
        return MigrationSteps.next(CLOSING, evidence, 1);
    }
}
