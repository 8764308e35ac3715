// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.cutover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.command.Command.GateClosed;
import dev.orbit.agent.command.Reports;
import dev.orbit.agent.coordinator.core.Members;
import dev.orbit.agent.coordinator.core.Situation;
import dev.orbit.agent.coordinator.source.OneTopicSource;
import dev.orbit.agent.migration.SourceEnd;
import dev.orbit.agent.state.AgentRegistration;
import dev.orbit.agent.state.LinkDocument;
import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.Migration.Attempt;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.StateImage;
import dev.orbit.agent.state.StateRecord;
import dev.orbit.agent.state.States;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MigrationProgressTest {

    private static final List<String> TOGETHER = List.of("orders", "payments");
    private static final Attempt ATTEMPT = new Attempt(1, 1_000, 301_000, TOGETHER);

    private final OneTopicSource source = new OneTopicSource();
    private final MigrationProgress progress = new MigrationProgress(source, Runnable::run, () -> {});
    private long nowNanos = System.nanoTime();

    private List<StateRecord> decide(StateImage image) {
        nowNanos += 1_000_000_000L;
        return progress.decide(new Situation(image, new Members(1, List.of(), 0), 2_000, nowNanos));
    }

    /** A topic of the name there has other ends, and old sources have no ids to tell the two apart. */
    @Test
    void asksNoOtherClusterWhereItsSourceEnds() {
        source.ends = List.of(new SourceEnd(7, 7, 7));
        StateRecord closing = StateRecord.of(
                States.topic("default", "orders", 1, new Migration.CatchingUp(States.attempt(1)).toClosing()));
        StateImage elsewhere = States.image(
                StateRecord.of(new LinkDocument(States.link("default").spec(), 2, "other-cluster-id")), closing);
        assertThat(decide(elsewhere)).isEmpty();
        assertThat(decide(elsewhere)).isEmpty();
        assertThat(source.endsAskedCount).isZero();

        StateImage back = States.image(StateRecord.of(States.link("default")), closing);
        assertThat(decide(back)).isEmpty();
        assertThat(decide(back)).hasSize(1);
    }

    /** It is not mirrored any more: producers would wait until the deadline for what cannot come. */
    @Test
    void goesBackAtOnceWithItsGroupWhenItIsNotMirroredAnyMore() {
        String failure = "source topic orders was deleted and made anew";
        Migration closing = new Migration.CatchingUp(ATTEMPT).toClosing();
        StateImage image = States.image(
                StateRecord.of(States.link("default")),
                StateRecord.of(States.topic("default", "orders", 1, closing).withFailure(failure)),
                StateRecord.of(States.topic("default", "payments", 1, closing)));

        StateImage after = image.apply(decide(image), 9);

        assertThat(TOGETHER).allSatisfy(name -> {
            MirrorTopic topic = after.topics().get(name);
            assertThat(topic).isNotNull();
            assertThat(topic.migration()).isEqualTo(new Migration.Proxy());
            assertThat(topic.lastAttempt()).isNotNull();
            assertThat(topic.lastAttempt().outcome()).isEqualTo("rolled_back");
            assertThat(topic.lastAttempt().reason()).contains(failure);
        });
    }

    private static StateImage failed(int count, int partitions, Migration migration) {
        return States.image(Stream.concat(
                        Stream.of(StateRecord.of(States.link("default"))),
                        IntStream.range(0, count)
                                .mapToObj(number -> StateRecord.of(
                                        States.topic("default", "t-" + (10_000 + number), partitions, migration)
                                                .withFailure("made anew"))))
                .toArray(StateRecord[]::new));
    }

    /** The state takes so much in one write; what it did not take comes before what has had its turn. */
    @Test
    void movesNoMoreAtOnceThanOneWriteTakesAndLetsNoneStarve() {
        StateImage image = failed(1_000, 3, new Migration.CatchingUp(States.attempt(1)));

        // as if they were to move again at once
        List<List<StateRecord>> passes = List.of(decide(image), decide(image), decide(image));

        assertThat(passes).extracting(List::size).containsExactly(400, 400, 400);
        List<String> moved =
                passes.stream().flatMap(List::stream).map(StateRecord::name).toList();
        assertThat(moved.subList(0, 1_000)).doesNotHaveDuplicates();
        assertThat(moved.subList(1_000, 1_200)).isEqualTo(moved.subList(0, 200));
    }

    /** However much that is: it is refused at the start where there are too many. */
    @Test
    void movesWhatFlipsTogetherInOneWrite() {
        List<String> names = IntStream.range(0, 300)
                .mapToObj(number -> "t-" + (10_000 + number))
                .toList();

        assertThat(decide(failed(301, 100, new Migration.CatchingUp(new Attempt(1, 1_000, 301_000, names)))))
                .hasSize(300);
    }

    private static final Migration STOPPING = new Migration.Stopping(States.attempt(1), List.of(7L), 0);

    /** With the only partition's mirror at 7, stopped for this attempt; 0: it runs. */
    private static Members mirrored(int stoppedAttempt) {
        Members members = new Members(1, List.of(new AgentRegistration(1, "i")), 0);
        members.renew(
                Reports.heartbeat(
                        1,
                        "i",
                        0,
                        true,
                        Map.of(),
                        List.of(new GateClosed("orders", 1, Map.of())),
                        List.of(Reports.partition(
                                "orders", States.TOPIC_ID, 0, 0, 7, 0, 7, 7, 7, 0L, stoppedAttempt, null, null, null))),
                0);
        return members;
    }

    /** Where the topic goes, with the answer to what is asked; null: it stays. */
    private @Nullable Migration next(Migration migration, Members members, long laterNanos) {
        StateImage image = States.image(
                StateRecord.of(States.link("default")),
                StateRecord.of(States.topic("default", "orders", 1, migration)));
        List<StateRecord> records = List.of();
        for (int look = 0; look < 2 && records.isEmpty(); look++) {
            nowNanos += laterNanos;
            records = progress.decide(new Situation(image, members, 2_000, nowNanos));
        }
        return records.isEmpty()
                ? null
                : ((MirrorTopic) Objects.requireNonNull(records.get(0).value())).migration();
    }

    /** What the source said while a mirror still ran does not tell that nothing came after it stopped. */
    @Test
    void asksWhereTheSourceEndsOnceEveryMirrorHasStopped() {
        source.ends = List.of(new SourceEnd(7, 7, 7));
        assertThat(next(STOPPING, mirrored(0), 1_000_000_000L)).isNull();
        assertThat(source.endsAskedCount).isZero();

        assertThat(next(STOPPING, mirrored(1), 1_000_000_000L)).isInstanceOf(Migration.Complete.class);
    }

    /** However little time has passed since it was asked before. */
    @Test
    void theSourcesEndFromBeforeTheMirrorsStoppedDoesNotCount() {
        source.ends = List.of(new SourceEnd(7, 7, 7));
        Migration draining = new Migration.Draining(States.attempt(1), List.of(7L), 0);
        assertThat(next(draining, mirrored(0), 1_000_000L)).isEqualTo(STOPPING);
        source.ends = List.of(new SourceEnd(9, 9, 9));

        assertThat(next(STOPPING, mirrored(1), 1_000_000L))
                .isEqualTo(new Migration.Draining(States.attempt(1), List.of(9L), 1));
    }
}
