// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.migration.TogetherSteps.Back;
import dev.orbit.agent.migration.TogetherSteps.Forward;
import dev.orbit.agent.migration.TogetherSteps.Member;
import dev.orbit.agent.migration.TogetherSteps.Move;
import dev.orbit.agent.migration.TogetherSteps.Waits;
import dev.orbit.agent.state.Migration.Attempt;
import dev.orbit.agent.state.Migration.CatchingUp;
import dev.orbit.agent.state.Migration.Complete;
import dev.orbit.agent.state.Migration.Draining;
import dev.orbit.agent.state.Migration.Migrating;
import dev.orbit.agent.state.Migration.Stopping;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Topics of one partition, which end at 10 at the source. */
class TogetherStepsTest {

    private static final int ATTEMPT = 1;
    private static final long NOW_MS = 5_000;
    private static final long DEADLINE_MS = 60_000;

    private static final CatchingUp CATCHING_UP =
            new CatchingUp(new Attempt(ATTEMPT, 1_000, DEADLINE_MS, List.of("a", "b")));
    private static final Draining DRAINING = CATCHING_UP.toClosing().toDraining(List.of(10L));
    private static final Stopping STOPPING = DRAINING.toStopping();

    @Test
    void closesAllGatesInOneMoment() {
        assertThat(next(near("a", 0), near("b", 5_000)))
                .isEqualTo(Map.of("a", new Waits("it waits for what it migrates together with: b")));
        assertThat(next(near("a", 0), near("b", 0)))
                .isEqualTo(
                        Map.of("a", new Forward(CATCHING_UP.toClosing()), "b", new Forward(CATCHING_UP.toClosing())));
    }

    @Test
    void letsEachDrainAndStopAtItsOwnPace() {
        assertThat(next(member("a", DRAINING, 10, 0), member("b", CATCHING_UP.toClosing(), 3, 0)))
                .isEqualTo(Map.of("a", new Forward(STOPPING), "b", new Forward(DRAINING)));
    }

    @Test
    void completesAllInOneMoment() {
        assertThat(next(member("a", STOPPING, 10, ATTEMPT), member("b", DRAINING, 9, 0)))
                .isEqualTo(Map.of("a", new Waits("it waits for what it migrates together with: b")));
        assertThat(next(member("a", STOPPING, 10, ATTEMPT), member("b", STOPPING, 10, 0)))
                .containsOnlyKeys("a");
        assertThat(next(member("a", STOPPING, 10, ATTEMPT), member("b", STOPPING, 10, ATTEMPT)))
                .isEqualTo(Map.of(
                        "a", new Forward(new Complete(List.of(10L), NOW_MS, List.of(0))),
                        "b", new Forward(new Complete(List.of(10L), NOW_MS, List.of(0)))));
    }

    @Test
    void sendsAllBackWhenTimeIsUpForOne() {
        Member ready = member("a", STOPPING, 10, ATTEMPT);
        Member behind = member("b", DRAINING, 9, 0);

        assertThat(TogetherSteps.next(List.of(ready, behind), Map.of(), DEADLINE_MS))
                .isEqualTo(Map.of(
                        "a",
                        new Back("timed_out", "topic b, which it migrates together with: partition 0 is at 9 of 10"),
                        "b",
                        new Back("timed_out", "partition 0 is at 9 of 10")));
        assertThat(TogetherSteps.next(List.of(ready), Map.of(), DEADLINE_MS))
                .isEqualTo(Map.of("a", new Forward(new Complete(List.of(10L), DEADLINE_MS, List.of(0)))));
    }

    @Test
    void sendsAllBackWhenOneIsHopelessOrLacking() {
        Member ready = member("a", STOPPING, 10, ATTEMPT);
        Member gone = new Member("b", DRAINING, evidence(10, 0, 0), Optional.of("its source was deleted"));

        assertThat(next(ready, gone))
                .isEqualTo(Map.of(
                        "a",
                        new Back("rolled_back", "topic b, which it migrates together with: its source was deleted"),
                        "b",
                        new Back("rolled_back", "its source was deleted")));
        assertThat(TogetherSteps.next(List.of(ready), Map.of("b", "it is PROXY"), NOW_MS))
                .isEqualTo(
                        Map.of("a", new Back("rolled_back", "topic b, which it migrates together with: it is PROXY")));
    }

    /** A partition that nobody writes to stays as it is: the gate would be shut until the time is up, at every attempt. */
    @Test
    void sendsATopicBackWhoseSourceLostWhatItAcknowledged() {
        Draining acknowledged = CATCHING_UP.toClosing().toDraining(List.of(12L));

        assertThat(next(member("a", acknowledged, 10, 0)))
                .hasEntrySatisfying(
                        "a",
                        move -> assertThat(((Back) move).reason())
                                .contains("partition 0 ends at 10", "12", "lost", "orbit failover"));
        assertThat(next(member("a", acknowledged.toStopping(), 12, ATTEMPT)))
                .hasEntrySatisfying("a", move -> assertThat(move).isInstanceOf(Back.class));
        SourceEnd unreplicated = new SourceEnd(11, 10, 10);
        Evidence lagging = new Evidence(
                evidence(10, 0, 0).partitions(),
                Optional.of(Map.of()),
                Optional.of(List.of(unreplicated)),
                Optional.empty());
        assertThat(next(new Member("a", acknowledged, lagging, Optional.empty())))
                .isEmpty();
    }

    /** One record and one event of each topic tell it: all of them together must stay below what a write may hold. */
    @Test
    void tellsOfManyThatLagInFewWords() {
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            members.add(i % 2 == 0 ? near("ready-" + i, 0) : near("behind-" + i, 5_000));
        }

        assertThat(TogetherSteps.next(members, Map.of(), NOW_MS).values())
                .hasSize(150)
                .allSatisfy(move -> assertThat(move)
                        .isEqualTo(new Waits("it waits for what it migrates together with: "
                                + "behind-1, behind-3, behind-5, behind-7, behind-9 and 145 more")));
        assertThat(TogetherSteps.next(members, Map.of(), DEADLINE_MS).values())
                .hasSize(300)
                .allSatisfy(move -> assertThat(((Back) move).reason()).hasSizeLessThan(1_000));
    }

    /** Of partitions that the source has no more nothing can be said, wherever the topic stands. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void sendsATopicBackWhoseSourceHasFewerPartitionsNow(boolean isStopping) {
        Draining draining = CATCHING_UP.toClosing().toDraining(List.of(10L, 10L));
        Evidence one = evidence(10, 0, ATTEMPT);
        Evidence shrunk = new Evidence(
                List.of(one.partitions().get(0), one.partitions().get(0)),
                one.acknowledgedEnds(),
                one.sourceEnds(),
                Optional.empty());
        Migrating migration = isStopping ? draining.toStopping() : draining;

        assertThat(next(new Member("a", migration, shrunk, Optional.empty())))
                .hasEntrySatisfying(
                        "a",
                        move -> assertThat(move)
                                .isInstanceOfSatisfying(
                                        Back.class,
                                        back -> assertThat(back.reason())
                                                .contains("has 1 partitions now, and 2 are mirrored")));
    }

    private static Map<String, Move> next(Member... members) {
        return TogetherSteps.next(List.of(members), Map.of(), NOW_MS);
    }

    private static Member near(String topic, long timeLagMs) {
        return new Member(topic, CATCHING_UP, evidence(10, timeLagMs, 0), Optional.empty());
    }

    private static Member member(String topic, Migrating migration, long end, int stoppedAttempt) {
        return new Member(topic, migration, evidence(end, 0, stoppedAttempt), Optional.empty());
    }

    private static Evidence evidence(long end, long timeLagMs, int stoppedAttempt) {
        return new Evidence(
                List.of(Optional.of(Evidences.partition(0, timeLagMs, end, end, end, stoppedAttempt, null))),
                Optional.of(Map.of()),
                Optional.of(List.of(new SourceEnd(10, 10, 10))),
                Optional.empty());
    }
}
