// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.broker.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.broker.log.FollowerWatch.Look;
import dev.orbit.agent.clock.Moment;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FollowerWatchTest {

    private final FollowerWatch watch = new FollowerWatch();

    /** What both clocks show. */
    private static Moment at(long ticks) {
        return new Moment(ticks, ticks);
    }

    private Optional<Moment> look(long ticks, Map<Integer, Long> fetchTimesMs) {
        return watch.led(new Look(1, false, fetchTimesMs), at(ticks));
    }

    @Test
    void aLeaderWithoutFollowersLeadsNow() {
        assertThat(look(10, Map.of())).contains(at(10));
        assertThat(look(20, Map.of())).contains(at(20));
    }

    /** Follows from 10 on: the controller's decision may have overwritten the first time that is another. */
    private void follows() {
        look(0, Map.of(2, 99L));
        look(10, Map.of(2, 100L));
        look(20, Map.of(2, 101L));
        look(30, Map.of(2, 102L));
    }

    /** One may have lain unread since before its sender was elected. */
    @Test
    void aFetchProvesNothingButThatTheOneBeforeItWasFollowedByIt() {
        assertThat(look(0, Map.of(2, 99L))).isEmpty();
        assertThat(look(10, Map.of(2, 100L))).as("may be no fetch").isEmpty();
        assertThat(look(20, Map.of(2, 101L))).as("the first that is one").isEmpty();
        assertThat(look(30, Map.of(2, 101L))).isEmpty();
        assertThat(look(40, Map.of(2, 102L))).as("the one before came after 10").contains(at(10));
        assertThat(look(50, Map.of(2, 103L))).as("the one before came after 30").contains(at(30));
    }

    @Test
    void whoeverIsNotFollowedAnyMoreLearnsNothingNew() {
        follows();

        assertThat(look(1_000, Map.of(2, 102L))).contains(at(10));
        assertThat(look(2_000, Map.of(2, 102L))).contains(at(10));
    }

    /** As of a leader that was asleep: what was sent before is read after it wakes. */
    @Test
    void aFetchThatWaitedWhileTheLeaderSleptIsNoProof() {
        follows();

        assertThat(look(1_000, Map.of(2, 103L)))
                .as("the one before came after 20")
                .contains(at(20));
    }

    /** The monotonic clock stands still while a machine sleeps: what was seen before would have been a moment ago. */
    @Test
    void whatWasSeenBeforeTheMachineSleptIsLongAgoOnTheOtherClock() {
        follows();

        assertThat(watch.led(new Look(1, false, Map.of(2, 103L)), new Moment(40, 60_000)))
                .contains(at(20));
        assertThat(watch.led(new Look(1, false, Map.of(2, 104L)), new Moment(50, 60_010)))
                .contains(at(30));
        assertThat(watch.led(new Look(1, false, Map.of(2, 105L)), new Moment(60, 60_020)))
                .as("the one before came after it woke")
                .contains(new Moment(40, 60_000));
    }

    @Test
    void anyoneInSyncMayBeElectedSoAllMustFollow() {
        look(0, Map.of(2, 99L, 3, 99L));
        look(10, Map.of(2, 100L, 3, 100L));
        look(20, Map.of(2, 101L, 3, 100L));
        assertThat(look(30, Map.of(2, 102L, 3, 101L))).isEmpty();
        assertThat(look(40, Map.of(2, 103L, 3, 102L)))
                .as("3 followed last after 20")
                .contains(at(20));
        assertThat(look(50, Map.of(2, 103L))).as("3 is not in sync any more").contains(at(20));
        assertThat(look(60, Map.of(2, 104L))).as("2 came before that after 30").contains(at(30));
        assertThat(look(70, Map.of(2, 105L, 3, 110L))).as("3 is in sync anew").isEmpty();
    }

    @Test
    void withTooFewInSyncSomebodyWhoIsNotMayBeElected() {
        look(10, Map.of());

        assertThat(watch.led(new Look(1, true, Map.of()), at(20))).isEmpty();
    }

    @Test
    void beginsAnewWithEachDecisionOfTheController() {
        follows();
        assertThat(look(30, Map.of(2, 102L))).contains(at(10));

        assertThat(watch.led(new Look(2, false, Map.of(2, 200L)), at(40))).isEmpty();
        assertThat(watch.led(new Look(2, false, Map.of(2, 201L)), at(50))).isEmpty();
        assertThat(watch.led(new Look(2, false, Map.of(2, 202L)), at(60))).isEmpty();
        assertThat(watch.led(new Look(2, false, Map.of(2, 203L)), at(70))).contains(at(50));
    }
}
