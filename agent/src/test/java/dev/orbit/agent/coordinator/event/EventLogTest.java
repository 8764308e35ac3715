// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.state.LinkDocument;
import dev.orbit.agent.state.MappingDocument;
import dev.orbit.agent.state.Migration.CatchingUp;
import dev.orbit.agent.state.Migration.Draining;
import dev.orbit.agent.state.Migration.EndingTransactions;
import dev.orbit.agent.state.Migration.FailingOver;
import dev.orbit.agent.state.Migration.LettingGo;
import dev.orbit.agent.state.Migration.Proxy;
import dev.orbit.agent.state.Migration.Reject;
import dev.orbit.agent.state.Migration.Stopping;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.Resync;
import dev.orbit.agent.state.SourceTrouble;
import dev.orbit.agent.state.StateImage;
import dev.orbit.agent.state.StateRecord;
import dev.orbit.agent.state.StateRecord.Kind;
import dev.orbit.agent.state.States;
import dev.orbit.agent.state.TopicEvents;
import dev.orbit.schemas.AutoMigration;
import dev.orbit.schemas.Snapshot;
import dev.orbit.schemas.Snapshot.LostRange;
import dev.orbit.schemas.TopicEvent;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventLogTest {

    private static final MirrorTopic MATCHED = States.matched("default", "orders", 2);
    private static final MirrorTopic THERE = MATCHED.withCreated(States.TOPIC_ID);
    private static final CatchingUp CATCHING_UP = new CatchingUp(States.attempt(3));
    private static final Draining DRAINING = CATCHING_UP.toClosing().toDraining(List.of(10L, 20L));
    private static final Stopping STOPPING = DRAINING.toStopping();

    private StateImage image = StateImage.EMPTY;

    /** As the coordinator writes it, and every agent reads it. */
    private void write(StateRecord... records) {
        image = image.apply(EventLog.with(image, List.of(records), 1_700_000_000_000L), image.endOffset() + 1);
    }

    private void write(MirrorTopic... topics) {
        for (MirrorTopic topic : topics) {
            write(StateRecord.of(topic));
        }
    }

    private List<TopicEvent> events() {
        return image.events().getOrDefault("orders", TopicEvents.none("orders")).events();
    }

    private List<String> words() {
        return events().stream().map(TopicEvent::event).toList();
    }

    private TopicEvent last() {
        return events().get(events().size() - 1);
    }

    @Test
    void tellsOfACutoverFromItsMatchToItsEnd() {
        write(
                MATCHED,
                THERE,
                THERE.withMigration(new Proxy()),
                THERE.withAttempt(CATCHING_UP),
                THERE.withAttempt(CATCHING_UP).withMigration(CATCHING_UP.toClosing()),
                THERE.withAttempt(CATCHING_UP).withMigration(DRAINING),
                THERE.withAttempt(CATCHING_UP).withMigration(DRAINING.toDraining(List.of(11L, 20L))),
                THERE.withAttempt(CATCHING_UP).withMigration(STOPPING),
                THERE.withAttempt(CATCHING_UP)
                        .withOutcome(STOPPING.toComplete(1, List.of(), List.of()), "complete", "somebody writes"));

        assertThat(words())
                .containsExactly(
                        "matched",
                        "created",
                        "enabled",
                        "initiated",
                        "closing",
                        "draining",
                        "draining",
                        "stopping",
                        "complete");
        assertThat(events()).extracting(TopicEvent::number).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
        assertThat(events().get(0).detail()).contains("mapping orders", "source topic orders", "[0, 0]");
        assertThat(events().get(5).detail()).contains("the source ends at [10, 20]");
        assertThat(events().get(6).detail()).contains("past the proxy", "[11, 20]");
        assertThat(last())
                .isEqualTo(new TopicEvent(
                        "default",
                        "orders",
                        9,
                        "2023-11-14T22:13:20.000Z",
                        "complete",
                        3,
                        "at offsets [10, 20]; somebody writes"));
    }

    @Test
    void tellsOfMirrorsThatHadNotHeardTheirSourceWhenTheyStopped() {
        MirrorTopic underWay = THERE.withAttempt(CATCHING_UP);
        write(
                underWay,
                underWay.withMigration(DRAINING),
                underWay.withMigration(STOPPING),
                underWay.withMigration(STOPPING.toDrainingUntilHeard()));

        assertThat(words()).endsWith("draining", "stopping", "draining");
        assertThat(last().detail())
                .isEqualTo("a mirror that has stopped has not heard the source's leader; it runs until it has");
    }

    /** Somebody who goes on writing past the proxy would push out all that happened before. */
    @Test
    void oneEventTellsOfASourceThatGoesOnMoving() {
        Draining draining = DRAINING;
        write(THERE.withAttempt(CATCHING_UP), THERE.withAttempt(CATCHING_UP).withMigration(draining));
        for (long end = 11; end < 60; end++) {
            draining = draining.toDraining(List.of(end, 20L));
            write(THERE.withAttempt(CATCHING_UP).withMigration(draining));
        }

        assertThat(words()).containsExactly("matched", "draining", "draining");
        assertThat(events().get(1).detail()).contains("[10, 20]");
        assertThat(last().detail()).contains("past the proxy", "[59, 20]");
        // whoever has seen an earlier one sees that there is more
        assertThat(last().number()).isEqualTo(51);
        write(THERE.withAttempt(CATCHING_UP).withMigration(draining.toStopping()));
        assertThat(last().number()).isEqualTo(52);
    }

    @Test
    void tellsOfAFailover() {
        FailingOver failingOver = new FailingOver(States.attempt(3));
        EndingTransactions ending = failingOver.toCuttingOff(List.of()).toEndingTransactions(List.of(7L, 5L));
        MirrorTopic underWay = THERE.withAttempt(failingOver);
        write(
                THERE,
                underWay,
                underWay.withMigration(failingOver.toCuttingOff(List.of())),
                underWay.withMigration(ending),
                underWay.withOutcome(
                        ending.toComplete(
                                List.of(8L, 5L),
                                1,
                                List.of(),
                                new Snapshot.Failover("2026-01-01T00:00:00Z", List.of()),
                                List.of()),
                        "failed_over",
                        "what was left behind"));

        assertThat(words()).endsWith("failing_over", "cutting_off", "ending_transactions", "failed_over");
        assertThat(events().get(events().size() - 2).detail()).contains("the mirror ends at [7, 5]");
        assertThat(last().detail()).isEqualTo("at offsets [8, 5]; what was left behind");
        assertThat(last().attempt()).isEqualTo(3);
    }

    @Test
    void tellsHowAnAttemptEndedThatDidNotSucceed() {
        MirrorTopic underWay = THERE.withAttempt(CATCHING_UP);
        for (String outcome : List.of("timed_out", "aborted", "rolled_back")) {
            write(underWay, underWay.withOutcome(new Proxy(), outcome, "why"));

            assertThat(last().event()).isEqualTo(outcome);
            assertThat(last().attempt()).isEqualTo(3);
            assertThat(last().detail()).isEqualTo("why");
        }
    }

    @Test
    void tellsThatATopicIsLetGo() {
        LettingGo closed = new Reject().toLettingGo(States.attempt(1));
        MirrorTopic underWay = THERE.withAttempt(closed);
        write(THERE, underWay, underWay.withMigration(closed.toStopping()));
        write(underWay.withOutcome(
                closed.toStopping().toComplete(List.of(1L, 2L), 5, List.of(), List.of()), "let_go", null));

        assertThat(words()).endsWith("letting_go", "letting_go", "let_go");
        assertThat(last().detail()).isEqualTo("at offsets [1, 2]");
    }

    @Test
    void tellsWhatBefellTheSource() {
        write(THERE);
        int before = events().size();
        write(
                THERE.withTrouble(THERE.trouble().withLost(1, new LostRange(3, 9))),
                THERE.withTrouble(
                        THERE.trouble().withLost(1, new LostRange(3, 9)).withStale(0, "late")),
                THERE.withTrouble(
                        THERE.trouble().withLost(1, new LostRange(3, 9)).withDiverged(0, "it parts at 7")),
                THERE.withTrouble(THERE.trouble().withDeletedAt(5_000L)),
                THERE);

        assertThat(words().subList(before, events().size()))
                .containsExactly("lost", "stale", "diverged", "source_deleted", "source_back");
        assertThat(events().get(before).detail()).contains("partition 1", "offsets 3 to 8");
        assertThat(events().get(before + 3).detail()).isEqualTo("gone since 1970-01-01T00:00:05Z");
    }

    @Test
    void tellsWhoHoldsATopicAndWhatBecameOfIt() {
        write(
                THERE,
                THERE.withMapping("default", null, new Reject()),
                THERE.withMapping("other", "ord.*", new Reject()),
                THERE.withMapping("other", "ord.*", new Reject()).withFailure("foreign"),
                THERE.withMapping("other", "ord.*", new Reject()),
                THERE.withMapping("other", "ord.*", new Reject()).withPartitions(3),
                THERE.withMapping("other", "ord.*", new Reject())
                        .withPartitions(3)
                        .withResync(new Resync(States.TOPIC_ID, 1)));
        write(StateRecord.removal(Kind.TOPIC, "orders"));

        assertThat(words())
                .containsExactly("matched", "released", "adopted", "failed", "mended", "grown", "resync", "forgotten");
        assertThat(last().link()).isEqualTo("other");
    }

    @Test
    void whatChangesNothingForPeopleIsNoEvent() {
        write(THERE, THERE, THERE.withSourceTopicId("another"));
        write(StateRecord.of(States.link("default")));
        write(StateRecord.removal(Kind.TOPIC, "unknown"));

        assertThat(words()).containsExactly("matched");
        assertThat(image.events()).containsOnlyKeys("orders");
    }

    @Test
    void severalRecordsOfATopicInOneWriteAreToldOneAfterTheOther() {
        write(StateRecord.of(MATCHED), StateRecord.of(THERE), StateRecord.of(THERE.withMigration(new Proxy())));

        assertThat(words()).containsExactly("matched", "created", "enabled");
    }

    @Test
    void tellsHowFarTheTopicIsBehind() {
        write(THERE.withMigration(new Proxy()));
        write(THERE.withAttempt(CATCHING_UP, "120 records (4.0 s) behind"));
        assertThat(last().detail()).startsWith("120 records (4.0 s) behind; it goes back to PROXY unless");
        write(THERE.withAttempt(CATCHING_UP)
                .withOutcome(CATCHING_UP.toClosing(), "running", "3 records (0.2 s) behind"));
        assertThat(last().detail())
                .isEqualTo("the mirror has nearly caught up: 3 records (0.2 s) behind; produces wait from now on");
    }

    /** Also a mirror whose mapping enables auto migration as before goes back to REJECT. */
    @Test
    void aTopicWhoseProducesAreRefusedAgainSaysWhy() {
        write(
                StateRecord.of(States.link("default")),
                StateRecord.of(new MappingDocument(
                        States.literal("default", 0, "orders", "orders", new AutoMigration(true)), 1)));

        assertThat(refusedAgain(THERE.withTrouble(SourceTrouble.NONE.withDeletedAt(1L))))
                .isEqualTo("source topic orders was deleted; produces are refused from now on");
        assertThat(refusedAgain(THERE.withFailure("source topic orders was made anew.")))
                .isEqualTo("it is not mirrored: source topic orders was made anew; produces are refused from now on");

        write(StateRecord.of(States.mapping("default", "orders", "orders")));
        assertThat(refusedAgain(THERE))
                .isEqualTo("auto_migration is not enabled for its topic mapping; produces are refused from now on");

        write(StateRecord.of(
                new LinkDocument(States.linkSpec("default", new AutoMigration(true), null), 2, States.SOURCE_CLUSTER)));
        assertThat(refusedAgain(THERE))
                .isEqualTo("link default has no credentials for the proxy; produces are refused from now on");

        assertThat(refusedAgain(THERE.withMapping("default", null, new Reject())))
                .isEqualTo("no topic mapping holds it any more; produces are refused from now on");
    }

    private String refusedAgain(MirrorTopic rejected) {
        write(THERE.withMigration(new Proxy()), rejected.withMigration(new Proxy()), rejected);
        assertThat(last().event()).isEqualTo("disabled");
        return String.valueOf(last().detail());
    }
}
