// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.bypass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orbit.agent.command.Command.StraysReport;
import dev.orbit.agent.command.Reports;
import dev.orbit.agent.coordinator.core.Members;
import dev.orbit.agent.coordinator.core.Situation;
import dev.orbit.agent.coordinator.destination.OneTopicDestination;
import dev.orbit.agent.coordinator.event.EventLog;
import dev.orbit.agent.coordinator.source.OneTopicSource;
import dev.orbit.agent.migration.SourceEnd;
import dev.orbit.agent.source.connect.SourceException;
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
import dev.orbit.schemas.Problem;
import dev.orbit.schemas.TopicEvent;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
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
    private volatile boolean isWoken;
    private Executor executor = Runnable::run;
    private final StrayWatch watch = new StrayWatch(
            source, destination, TimeUnit.SECONDS.toNanos(10), task -> executor.execute(task), () -> isWoken = true);
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
        do {
            heartbeat(List.of());
        } while (decideOnce());
    }

    private boolean decideOnce() {
        long nanos = startNanos + TimeUnit.MILLISECONDS.toNanos(nowMs - COMPLETED_MS);
        Situation situation = new Situation(image, members, nowMs, nanos);
        isWoken = false;
        List<StateRecord> records = watch.decide(situation);
        if (isWoken && records.isEmpty()) {
            records = watch.decide(situation);
        }
        image = image.apply(EventLog.with(image, records, nowMs), image.endOffset() + 1);
        return !records.isEmpty();
    }

    private void heartbeat(List<StraysReport> strays) {
        members.renew(Reports.strays("i", image.endOffset(), strays), 0);
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
        assertThat(source.endsAskedCount).isGreaterThan(1);
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

    private void alsoMoved(String link, String... topics) {
        write(StateRecord.of(States.link(link)));
        for (String topic : topics) {
            write(StateRecord.of(
                    States.topic(link, topic, 1, new Migration.Proxy()).withOutcome(COMPLETE, "complete", null)));
        }
    }

    /** Each alone, a hundred topics would be asked every hundred questions. */
    @Test
    void asksAllTopicsOfALinkAtOnce() {
        alsoMoved("default", "addresses", "bills", "customers");
        sourceEndsAt(11);
        decide();

        assertThat(source.endsAskedCount).isOne();
        assertThat(image.strays()).containsOnlyKeys("addresses", "bills", "customers", "orders");
    }

    /** Its topics come first by name. */
    @Test
    void aSilentSourceKeepsNoOtherLinkWaiting() {
        alsoMoved("archive", "addresses", "bills");
        source.silentLink = "archive";
        executor = task -> {
            Thread thread = new Thread(task);
            thread.setDaemon(true);
            thread.start();
        };
        sourceEndsAt(11);
        try {
            await().atMost(Duration.ofSeconds(20)).until(() -> {
                decide();
                nowMs += 10_001;
                return recorded() != null;
            });
        } finally {
            source.silence.countDown();
        }
    }

    @Test
    void whatStoodAgainstATopicForStraysIsForgottenWhenTheWatchEnds() {
        destination.topicId = States.TOPIC_ID;
        sourceEndsAt(11);
        decide();
        assertThat(watch.obstacles()).isNotEmpty();

        nowMs = COMPLETED_MS + 7 * DAY_MS;
        decide();
        assertThat(watch.obstacles()).isEmpty();
    }

    private void refused(String topic, SourceException.Reason reason, String message) {
        source.endsRefused = Map.of(topic, new Problem(reason.code(), message, null, "See to it."));
    }

    /** It is switched off after all has moved: that is no alarm for each topic. */
    @Test
    void aSourceThatIsAwayIsToldOnceAndForAsLongAsItIs() {
        alsoMoved("default", "addresses", "bills");
        source.failure = "No broker answers.";
        decide();
        decide();

        assertThat(watch.unwatched()).singleElement().satisfies(told -> {
            assertThat(told.link()).isEqualTo("default");
            assertThat(told.topic()).isNull();
            assertThat(told.sinceMs()).isEqualTo(nowMs);
            assertThat(told.message())
                    .contains("3 topics that have moved (addresses, bills, orders)")
                    .contains("No broker answers. Look at it.")
                    .contains("If the source was switched off for good, nothing is to be done")
                    .contains("set source_watch_seconds of auto_migration to 0");
        });

        long sinceMs = nowMs;
        nowMs += 10_001;
        decide();
        assertThat(watch.unwatched()).singleElement().satisfies(told -> {
            assertThat(told.sinceMs()).isEqualTo(sinceMs);
            assertThat(told.lastMs()).isEqualTo(nowMs);
        });
        source.failure = null;
        nowMs += 10_001;
        decide();
        decide();
        assertThat(watch.unwatched()).isEmpty();
    }

    /** A producer that was left behind had it made, and nothing of what it writes is copied. */
    @Test
    void namesASourceTopicThatWasMadeAnew() {
        alsoMoved("default", "addresses");
        sourceEndsAt(10);
        refused("addresses", SourceException.Reason.MADE_ANEW, "It was made anew.");
        decide();
        decide();

        assertThat(watch.unwatched()).singleElement().satisfies(told -> {
            assertThat(told.topic()).isEqualTo("addresses");
            assertThat(told.message())
                    .contains("what is written there is not copied: It was made anew.")
                    .contains("Point every producer at the agents");
        });
    }

    @Test
    void namesASourceTopicThatItMayNotSee() {
        refused("orders", SourceException.Reason.AUTHORIZATION, "The source does not show topic orders.");
        decide();
        decide();

        assertThat(watch.unwatched()).singleElement().satisfies(told -> {
            assertThat(told.topic()).isEqualTo("orders");
            assertThat(told.message())
                    .contains("topic orders, which has moved: The source does not show topic orders.");
        });
    }

    /** Who has moved tidies up at the source, and nobody can write to what is not there. */
    @Test
    void aSourceTopicThatWasDeletedIsNoTrouble() {
        refused("orders", SourceException.Reason.NOT_FOUND, "The source does not show topic orders.");
        decide();
        decide();

        assertThat(watch.unwatched()).isEmpty();
    }
}
