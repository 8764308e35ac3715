// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.soak.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.soak.check.Found.Seen;
import dev.orbit.agent.soak.ledger.Entry;
import dev.orbit.agent.soak.ledger.Entry.Promise;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PromisesTest {

    private static final int KEY = 1;
    private static final int VALUE = 2;
    private static final int OTHER_VALUE = 3;
    private static final Map<Long, Seen> NOTHING = Map.of();
    private static final Map<Long, Seen> THERE = Map.of(5L, new Seen(KEY, VALUE));

    private static Promises promises(
            boolean compacted, Promise promise, Map<Long, Seen> destination, Map<Long, Seen> source) {
        return new Promises(
                compacted,
                new TreeMap<>(Map.of(5L, new Entry(KEY, VALUE, promise))),
                new TreeMap<>(destination),
                new TreeMap<>(source));
    }

    @Test
    void whatTheSourceKeptIsAtItsOffset() {
        assertThat(promises(false, Promise.KEPT, THERE, THERE).broken()).isEmpty();
        assertThat(promises(false, Promise.LEADER_ONLY, THERE, THERE).broken()).isEmpty();

        assertThat(promises(false, Promise.KEPT, NOTHING, THERE).broken())
                .hasValueSatisfying(what -> assertThat(what).contains("offset 5", "none"));
        assertThat(promises(false, Promise.LEADER_ONLY, NOTHING, THERE).broken())
                .isPresent();
        assertThat(promises(false, Promise.KEPT, Map.of(6L, new Seen(KEY, VALUE)), THERE)
                        .broken())
                .isPresent();
        assertThat(promises(false, Promise.KEPT, Map.of(5L, new Seen(KEY, OTHER_VALUE)), THERE)
                        .broken())
                .isPresent();
    }

    @Test
    void whatWasAbortedIsNotSeen() {
        assertThat(promises(false, Promise.ABORTED, NOTHING, NOTHING).broken()).isEmpty();
        assertThat(promises(false, Promise.ABORTED, THERE, NOTHING).broken()).isPresent();
    }

    @Test
    void whatTheSourceLostIsItsOwnLoss() {
        Promises kept = promises(false, Promise.KEPT, NOTHING, NOTHING);
        assertThat(kept.broken()).isEmpty();
        assertThat(kept.lostBySource()).isEqualTo(1);

        Promises leaderOnly = promises(false, Promise.LEADER_ONLY, NOTHING, Map.of(5L, new Seen(KEY, OTHER_VALUE)));
        assertThat(leaderOnly.broken()).isEmpty();
        assertThat(leaderOnly.lostByLeader()).isEqualTo(1);
        assertThat(leaderOnly.lostBySource()).isZero();
    }

    @Test
    void compactionMayTakeWhatALaterRecordOfItsKeyShadows() {
        Map<Long, Seen> later = Map.of(7L, new Seen(KEY, OTHER_VALUE));
        assertThat(promises(true, Promise.KEPT, later, THERE).broken()).isEmpty();

        assertThat(promises(true, Promise.KEPT, Map.of(7L, new Seen(9, OTHER_VALUE)), THERE)
                        .broken())
                .isPresent();
        assertThat(promises(false, Promise.KEPT, later, THERE).broken()).isPresent();
    }
}
