// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.duty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.command.Command.Heartbeat;
import dev.orbit.agent.command.Command.StraysReport;
import dev.orbit.agent.coordinator.core.Members;
import dev.orbit.agent.coordinator.core.Situation;
import dev.orbit.agent.coordinator.event.EventLog;
import dev.orbit.agent.migration.SourceEnd;
import dev.orbit.agent.state.AgentRegistration;
import dev.orbit.agent.state.MappingDocument;
import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.StateImage;
import dev.orbit.agent.state.StateRecord;
import dev.orbit.agent.state.StateRecord.Kind;
import dev.orbit.agent.state.States;
import dev.orbit.agent.state.StrayWrites;
import dev.orbit.agent.state.TopicEvents;
import dev.orbit.schemas.AutoMigration;
import dev.orbit.schemas.TopicEvent;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StrayWatchTest {

    private static final long COMPLETED_MS = 1_000_000;
    private static final long DAY_MS = TimeUnit.DAYS.toMillis(1);
    private static final Migration COMPLETE = new Migration.Complete(List.of(10L), COMPLETED_MS);

    private final OneTopicSource source = new OneTopicSource();
    private final OneTopicDestination destination = new OneTopicDestination();
    private final Members members = new Members(Long.MAX_VALUE / 2, List.of(new AgentRegistration(1, "i")), 0);
    private final StrayWatch watch =
            new StrayWatch(source, destination, TimeUnit.SECONDS.toNanos(10), Runnable::run, () -> {});
    private final long startNanos = System.nanoTime();
    private StateImage image = States.image(
            StateRecord.of(States.link("default")),
            StateRecord.of(States.mapping("default", "orders", "orders")),
            StateRecord.of(moved("complete")));
    private long nowMs = COMPLETED_MS + 1_000;

    private static MirrorTopic moved(String outcome) {
        return States.topic("default", "orders", 1, new Migration.Proxy()).withOutcome(COMPLETE, outcome, null);
    }

    /** Applies what it says, until it says nothing more. */
    private void decide() {
        boolean more = true;
        while (more) {
            heartbeat(List.of());
            more = decideOnce();
        }
    }

    private boolean decideOnce() {
        long nanos = startNanos + TimeUnit.MILLISECONDS.toNanos(nowMs - COMPLETED_MS);
        List<StateRecord> records = watch.decide(new Situation(image, members, nowMs, nanos));
        image = image.apply(EventLog.with(image, records, nowMs), image.endOffset() + 1);
        return !records.isEmpty();
    }

    private void heartbeat(List<StraysReport> strays) {
        members.renew(
                new Heartbeat(
                        1, "i", image.endOffset(), false, Map.of(), List.of(), List.of(), List.of(), strays, List.of()),
                0);
    }

    private boolean report(long copied, long recognised, long lost, long lostTo) {
        heartbeat(List.of(new StraysReport("orders", States.TOPIC_ID, 0, 0, copied, recognised, lost, lostTo, null)));
        return decideOnce();
    }

    private void sourceEndsAt(long offset) {
        source.ends = List.of(new SourceEnd(offset, offset, offset));
    }

    private @Nullable StrayWrites recorded() {
        return image.strays().get("orders");
    }

    private List<String> events() {
        return image.events().getOrDefault("orders", TopicEvents.none("orders")).events().stream()
                .map(TopicEvent::event)
                .toList();
    }

    private void watchFor(int seconds) {
        write(StateRecord.of(new MappingDocument(
                States.literal("default", 0, "orders", "orders", new AutoMigration(null, seconds)), 2)));
    }

    private void write(StateRecord record) {
        image = image.apply(List.of(record), image.endOffset() + 1);
    }

    /** The source went on, and the topic for strays is there. */
    private void begun() {
        sourceEndsAt(11);
        decide();
        destination.topicId = States.TOPIC_ID;
        decide();
        assertThat(recorded())
                .isNotNull()
                .satisfies(strays -> assertThat(strays.strayTopicId()).isEqualTo(States.TOPIC_ID));
    }

    @Test
    void doesNothingWhileTheSourceEndsWhereItEnded() {
        sourceEndsAt(10);
        decide();

        assertThat(recorded()).isNull();
        assertThat(source.endsAskedCount).isOne();
        nowMs += 10_001;
        decide();
        assertThat(source.endsAskedCount).isEqualTo(2);
        assertThat(destination.created).isEmpty();
    }

    /** Nobody but Orbit may write to it, or make it, from its record on. */
    @Test
    void recordsTheTopicForStraysBeforeItIsMade() {
        sourceEndsAt(11);
        assertThat(decideOnce()).isTrue();
        assertThat(recorded()).isNotNull().satisfies(strays -> {
            assertThat(strays.isWatched()).isTrue();
            assertThat(strays.strayTopicId()).isNull();
        });
        assertThat(decideOnce()).isFalse();
        assertThat(destination.created).as("not every agent has read it").isEmpty();

        decide();
        assertThat(destination.created).containsExactly("orders.orbit-strays of 1 beside orders");
        destination.topicId = States.TOPIC_ID;
        decide();
        assertThat(recorded().strayTopicId()).isEqualTo(States.TOPIC_ID);
        assertThat(recorded().isGoingOn()).isFalse();
    }

    @Test
    void tellsWhyItCannotBeMade() {
        destination.creationRefusal = "The name is too long.";
        sourceEndsAt(11);
        decide();
        decide();

        assertThat(watch.obstacles().get("orders"))
                .isEqualTo(new StrayWatch.Obstacle("default", "The name is too long.", nowMs));
    }

    @Test
    void tellsOfStraysAndOfTheirEnd() {
        begun();
        assertThat(report(3, 0, 0, 0)).isTrue();
        assertThat(recorded().records()).isEqualTo(3);
        assertThat(events()).containsExactly("post_migration_source_writes");

        nowMs += 9_000;
        assertThat(report(4, 0, 0, 0)).isFalse();
        assertThat(StrayFigures.latest(members, recorded()).records()).isEqualTo(4);
        nowMs += 1_000;
        assertThat(report(4, 0, 0, 0)).isTrue();
        nowMs += StrayFigures.OVER_AFTER_MS;
        assertThat(report(4, 0, 0, 0)).isTrue();
        assertThat(events()).endsWith("post_migration_source_writes_ended");

        assertThat(report(5, 0, 0, 0)).isTrue();
        assertThat(recorded().records()).isOne();
    }

    @Test
    void whatIsInTheTopicItselfIsNobodysFault() {
        begun();
        report(0, 2, 0, 0);

        assertThat(recorded().isGoingOn()).isFalse();
        assertThat(recorded().recognised()).isEqualTo(2);
        assertThat(events()).containsExactly("retries_recognised");
    }

    /** The leader waits for that. */
    @Test
    void recordsWhatIsLostAtOnce() {
        begun();
        report(1, 0, 0, 0);
        assertThat(report(1, 0, 5, 16)).isTrue();

        assertThat(recorded().partition(0)).isEqualTo(new StrayWrites.Partition(1, 0, 5, 16));
        assertThat(events()).endsWith("strays_lost");
    }

    @Test
    void looksForSevenDaysUnlessToldOtherwise() {
        sourceEndsAt(11);
        nowMs = COMPLETED_MS + 7 * DAY_MS;
        decide();
        assertThat(source.endsAskedCount).isZero();

        nowMs -= 1;
        decide();
        assertThat(recorded()).isNotNull();
        watchFor(0);
        decide();
        assertThat(recorded().isWatched()).isFalse();
        watchFor((int) TimeUnit.DAYS.toSeconds(8));
        decide();
        assertThat(recorded().isWatched()).isTrue();
    }

    @Test
    void leavesAloneWhatWasLetGoAsItWas() {
        sourceEndsAt(11);
        write(StateRecord.of(moved("let_go")));
        decide();

        assertThat(source.endsAskedCount).isZero();
    }

    @Test
    void makesATopicThatSomebodyDeletedAnewAndForgetsOneWithItsTopic() {
        begun();
        report(3, 0, 0, 0);
        destination.topicId = null;
        destination.isGone = true;
        destination.created.clear();
        decide();
        decide();
        assertThat(recorded().strayTopicId()).isNull();
        nowMs += 6_000;
        decide();
        assertThat(destination.created).isNotEmpty();

        destination.topicId = "7O9pEgY1QWmB5cVxRsyPaw";
        decide();
        assertThat(recorded().records()).isZero();

        write(StateRecord.removal(Kind.TOPIC, "orders"));
        decide();
        assertThat(recorded()).isNull();
    }

    @Test
    void leavesATopicAloneThatWasThereBefore() {
        destination.topicId = States.TOPIC_ID;
        sourceEndsAt(11);
        decide();

        assertThat(recorded()).isNull();
        assertThat(watch.obstacles().get("orders").reason()).contains("orders.orbit-strays was there before");
    }
}
