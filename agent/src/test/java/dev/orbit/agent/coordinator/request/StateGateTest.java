// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.coordinator.source.SourceQueries.SourceScan;
import dev.orbit.agent.coordinator.source.SourceQueries.SourceTopic;
import dev.orbit.agent.declared.SourceHolders.Holder;
import dev.orbit.agent.state.LinkDocument;
import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.Resync;
import dev.orbit.agent.state.SourceTrouble;
import dev.orbit.agent.state.States;
import dev.orbit.schemas.Problem;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StateGateTest {

    private static final Migration.Closing CLOSING = new Migration.CatchingUp(States.attempt(4)).toClosing();
    private static final Resync RESYNC = new Resync(States.TOPIC_ID, 1);
    private static final Migration.Complete COMPLETE = new Migration.Complete(List.of(1L), 1);

    @Test
    void letsNoMoreTopicsFlipTogetherThanTheStateTakes() {
        assertThat(StateGate.tooManyTogether(400)).isEmpty();
        assertThat(StateGate.tooManyTogether(401)).hasValueSatisfying(problem -> {
            assertThat(problem.code()).isEqualTo("too_many_together");
            assertThat(problem.message()).contains("401", "400");
        });
    }

    @Test
    void startsWhatIsProxied() {
        assertThat(StateGate.initiating(States.topic("default", "orders", 1, new Migration.Proxy())))
                .isEmpty();
    }

    @Test
    void startsNothingElse() {
        assertRefused(new Migration.Reject(), "not_proxied", "orders", "REJECT");
        assertRefused(CLOSING, "already_migrating", "orders", "attempt 4");
        assertRefused(COMPLETE, "already_complete", "orders", "COMPLETE");
    }

    /** It cannot be enabled for a mapping that is not there. */
    @Test
    void whatNoMappingHoldsNeedsOneFirst() {
        MirrorTopic released = States.topic("default", "orders", 1, new Migration.Reject())
                .withMapping("default", null, new Migration.Reject());

        assertThat(StateGate.initiating(released)).hasValueSatisfying(problem -> {
            assertThat(problem.code()).isEqualTo("not_mapped");
            assertThat(problem.message()).contains("orders", "no topic mapping");
        });
    }

    /** To enable what is enabled would not help. */
    @Test
    void aTopicThatWaitsForAnotherMirrorNamesIt() {
        MirrorTopic waiting = States.mirror("other", "orders", "copy.orders", 1, new Migration.Reject());

        assertThat(StateGate.waiting(waiting, new Holder("orders", "default", "orders", false)))
                .satisfies(problem -> {
                    assertThat(problem.code()).isEqualTo("not_proxied");
                    assertThat(problem.message()).contains("copy.orders", "REJECT", "topic orders of link default");
                    assertThat(problem.remedy()).isEqualTo("Disable auto_migration for one of the two mappings.");
                });
    }

    @Test
    void neitherStartsNorAbortsWhatOrbitLetsGo() {
        var topic = States.topic("default", "orders", 1, new Migration.Proxy().toLettingGo(States.attempt(1)));

        assertThat(StateGate.initiating(topic))
                .hasValueSatisfying(problem -> assertThat(problem.code()).isEqualTo("letting_go"));
        assertThat(StateGate.aborting(topic).code()).isEqualTo("letting_go");
    }

    @Test
    void neitherStartsNorAbortsNorMakesAnewWhatFailsOver() {
        var topic = States.topic("default", "orders", 1, new Migration.Proxy().toFailingOver(States.attempt(1)));

        assertThat(Stream.of(
                                StateGate.initiating(topic),
                                Optional.of(StateGate.aborting(topic)),
                                StateGate.resyncing(topic, true),
                                failingOver(topic))
                        .flatMap(Optional::stream)
                        .map(Problem::code))
                .containsOnly("already_failing_over")
                .hasSize(4);
    }

    private static Optional<Problem> failingOver(MirrorTopic topic) {
        return StateGate.failingOver(topic, Optional.of(States.TOPIC_ID));
    }

    /** It may be all that is left. */
    @Test
    void opensWithoutItsSourceWhateverIsWrongWithIt() {
        var topic = States.topic("default", "orders", 3, new Migration.Reject());

        assertThat(failingOver(topic)).isEmpty();
        assertThat(failingOver(States.topic("default", "orders", 3, new Migration.Proxy())))
                .isEmpty();
        assertThat(failingOver(topic.withTrouble(SourceTrouble.NONE.withDiverged(2, "it parts at offset 7"))))
                .isEmpty();
        assertThat(failingOver(topic.withTrouble(SourceTrouble.NONE.withDeletedAt(1_000L))))
                .isEmpty();
        assertThat(failingOver(topic.withFailure("the source was made anew"))).isEmpty();
        assertThat(failingOver(topic.withResync(RESYNC)))
                .as("it waits for the source")
                .isEmpty();
        assertThat(failingOver(topic.withMapping("default", null, new Migration.Reject())))
                .isEmpty();
    }

    @Test
    void opensNothingThatIsOpenOrOnItsWayOrNotThere() {
        assertNotOpened(States.topic("default", "orders", 1, CLOSING), "already_migrating", "orbit abort");
        assertNotOpened(States.topic("default", "orders", 1, COMPLETE), "already_complete", "Nothing is left");
        assertNotOpened(
                States.topic("default", "orders", 1, new Migration.Reject()).withResync(RESYNC.toDeleting(2)),
                "already_resyncing",
                "Wait");
        assertNotOpened(
                States.topic("default", "orders", 1, new Migration.Reject())
                        .withResync(RESYNC)
                        .toMadeAnew("orders", States.SOURCE_TOPIC_ID, List.of(0L)),
                "already_resyncing",
                "Wait");
        assertNotOpened(
                States.topic("default", "orders", 1, new Migration.Proxy().toLettingGo(States.attempt(1))),
                "letting_go",
                "Wait");
    }

    /** Produces to it are refused too: the gate goes by the name until the mirror is COMPLETE. */
    @Test
    void opensNothingThatOrbitDidNotMakeAndSaysHowItIsOpened() {
        MirrorTopic made = States.topic("default", "orders", 1, new Migration.Reject());
        assertThat(StateGate.failingOver(made, Optional.of("another"))).hasValueSatisfying(problem -> {
            assertThat(problem.code()).isEqualTo("not_orbits_topic");
            assertThat(problem.message()).contains("topic id another, Orbit's was " + States.TOPIC_ID, "are refused");
            assertThat(problem.remedy()).contains("delete it");
        });
        MirrorTopic matched = States.matched("default", "orders", 1);
        assertThat(StateGate.failingOver(matched.withFailure("taken"), Optional.of("another")))
                .hasValueSatisfying(problem -> {
                    assertThat(problem.code()).isEqualTo("not_orbits_topic");
                    assertThat(problem.message()).contains("created by somebody else", "are refused");
                    assertThat(problem.remedy()).contains("no topic mapping match source topic orders", "Or delete it");
                });
        assertThat(StateGate.failingOver(matched, Optional.of("another"))).hasValueSatisfying(problem -> {
            assertThat(problem.code()).isEqualTo("not_created");
            assertThat(problem.remedy()).isEqualTo("Try again in a moment.");
        });
        for (MirrorTopic none : List.of(made, matched, matched.withFailure("taken"))) {
            assertThat(StateGate.failingOver(none, Optional.empty())).hasValueSatisfying(problem -> {
                assertThat(problem.code()).isEqualTo("not_created");
                assertThat(problem.remedy()).isEqualTo("There is nothing to open.");
            });
        }
    }

    private static void assertNotOpened(MirrorTopic topic, String code, String remedy) {
        assertThat(failingOver(topic)).hasValueSatisfying(problem -> {
            assertThat(problem.code()).isEqualTo(code);
            assertThat(problem.remedy()).contains(remedy);
        });
    }

    @Test
    void startsNothingThatHasFailed() {
        var failed =
                States.topic("default", "orders", 1, new Migration.Proxy()).withFailure("the source was made anew");

        assertThat(StateGate.initiating(failed)).hasValueSatisfying(problem -> {
            assertThat(problem.code()).isEqualTo("mirror_failed");
            assertThat(problem.message()).contains("orders", "the source was made anew");
            assertThat(problem.remedy()).contains("orbit resync --topic orders");
        });
        assertThat(StateGate.initiating(
                        States.matched("default", "orders", 1).withFailure("destination topic orders is not Orbit's")))
                .hasValueSatisfying(
                        problem -> assertThat(problem.remedy()).contains("Delete topic orders at the destination"));
    }

    /** What is written to the new ones would be left behind. */
    @Test
    void startsNothingWhoseSourceHasPartitionsThatAreNotMirrored() {
        MirrorTopic mirror = States.mirror("default", "orders", "copy.orders", 2, new Migration.Proxy());

        assertThat(StateGate.growing(mirror, partitions("orders", 3))).hasValueSatisfying(problem -> {
            assertThat(problem.code()).isEqualTo("partitions_not_mirrored");
            assertThat(problem.message()).contains("orders has 3 partitions", "topic copy.orders mirrors 2");
            assertThat(problem.remedy()).contains("Wait", "orbit status");
        });
        assertThat(StateGate.growing(mirror, partitions("orders", 2))).isEmpty();
        assertThat(StateGate.growing(mirror, partitions("copy.orders", 3))).isEmpty();
    }

    private static SourceScan partitions(String topic, int count) {
        return new SourceScan(States.SOURCE_CLUSTER, List.of(new SourceTopic(topic, "id", count, false)));
    }

    @Test
    void whatIsBeingDeletedIsToldHowToKeep() {
        assertThat(StateGate.beingDeleted(States.topic("default", "orders", 1, new Migration.Proxy())))
                .satisfies(problem -> {
                    assertThat(problem.code()).isEqualTo("being_deleted");
                    assertThat(problem.message()).contains("topic orders is being deleted");
                    assertThat(problem.remedy()).contains("follow_source_deletion");
                });
    }

    @Test
    void startsNothingThatIsNoCopyOfItsSource() {
        var topic = States.topic("default", "orders", 3, new Migration.Proxy());
        var diverged = topic.withTrouble(SourceTrouble.NONE.withDiverged(2, "it parts at offset 7"));
        var orphaned = topic.withTrouble(SourceTrouble.NONE.withDeletedAt(1_000L));

        assertThat(StateGate.initiating(diverged)).hasValueSatisfying(problem -> {
            assertThat(problem.code()).isEqualTo("mirror_diverged");
            assertThat(problem.message()).contains("orders", "partition 2: it parts at offset 7");
        });
        assertThat(StateGate.initiating(orphaned)).hasValueSatisfying(problem -> {
            assertThat(problem.code()).isEqualTo("source_deleted");
            assertThat(problem.message()).contains("orders", "was deleted");
        });
    }

    @Test
    void startsNothingThatMayHoldWhatItsSourceDeletedOrIsMadeAnew() {
        var topic = States.topic("default", "orders", 3, new Migration.Proxy());

        assertThat(StateGate.initiating(topic.withTrouble(SourceTrouble.NONE.withStale(1, "offset 7 is gone"))))
                .hasValueSatisfying(problem -> {
                    assertThat(problem.code()).isEqualTo("mirror_stale");
                    assertThat(problem.message()).contains("orders", "partition 1: offset 7 is gone");
                    assertThat(problem.remedy()).contains("orbit resync --topic orders");
                });
        assertThat(StateGate.initiating(topic.withResync(RESYNC)))
                .hasValueSatisfying(problem -> assertThat(problem.code()).isEqualTo("already_resyncing"));
    }

    @Test
    void resyncsWhatIsBrokenAndOnRequestWhatIsNot() {
        var topic = States.topic("default", "orders", 1, new Migration.Proxy());

        for (var broken : List.of(
                topic.withFailure("the source was made anew"),
                topic.withTrouble(SourceTrouble.NONE.withDiverged(0, "parted")),
                topic.withTrouble(SourceTrouble.NONE.withStale(0, "late")))) {
            assertThat(StateGate.resyncing(broken, false)).isEmpty();
        }
        assertNotResynced(topic, false, "mirror_healthy", "--force");
        assertThat(StateGate.resyncing(topic, true)).isEmpty();
    }

    @Test
    void resyncsNothingThatOrbitHasLetGoOfOrDidNotMake() {
        var topic = States.topic("default", "orders", 1, new Migration.Proxy()).withFailure("broken");
        assertNotResynced(topic.withMigration(COMPLETE), true, "already_complete", "Nothing");
        assertNotResynced(topic.withMigration(CLOSING), true, "already_migrating", "orbit abort --topic orders");
        assertNotResynced(topic.withResync(RESYNC), true, "already_resyncing", "Wait");
        assertNotResynced(topic.withMapping("default", null, new Migration.Reject()), true, "not_mapped", "mapping");
        var matched = States.matched("default", "orders", 1);
        assertNotResynced(matched, true, "not_created", "Wait");
        assertNotResynced(matched.withFailure("somebody else's"), true, "not_orbits_topic", "yourself");
    }

    @Test
    void resyncsNothingWhoseSourceIsOutOfReach() {
        SourceScan scan = scan(States.SOURCE_CLUSTER, "orders");
        SourceScan without = scan(States.SOURCE_CLUSTER, "payments");

        assertThat(resyncing(States.SOURCE_CLUSTER, scan, null)).isEmpty();
        assertThat(resyncing(States.SOURCE_CLUSTER, null, null)).hasValueSatisfying(unreachable());
        assertThat(resyncing(States.SOURCE_CLUSTER, scan, "no route")).hasValueSatisfying(unreachable());
        assertThat(resyncing(States.SOURCE_CLUSTER, without, null))
                .hasValueSatisfying(problem -> assertThat(problem.code()).isEqualTo("source_deleted"));
    }

    /** A topic of the same name there is another: the copy of this one could never be made again. */
    @Test
    void resyncsNothingWhoseLinkLeadsToAnotherCluster() {
        SourceScan other = scan("other-cluster-id", "orders");

        assertThat(resyncing("other-cluster-id", other, null)).hasValueSatisfying(problem -> {
            assertThat(problem.code()).isEqualTo("other_source");
            assertThat(problem.message()).contains("orders", "link default", "other-cluster-id", States.SOURCE_CLUSTER);
            assertThat(problem.remedy()).contains(States.SOURCE_CLUSTER);
        });
        assertThat(resyncing(null, scan(States.SOURCE_CLUSTER, "orders"), null))
                .as("pointed elsewhere, and not answered from there yet")
                .hasValueSatisfying(unreachable());
    }

    private static Optional<Problem> resyncing(
            @Nullable String linkedCluster, @Nullable SourceScan scan, @Nullable String linkError) {
        return StateGate.resyncing(
                States.topic("default", "orders", 1, new Migration.Proxy()),
                new LinkDocument(States.link("default").spec(), 2, linkedCluster),
                Optional.ofNullable(scan),
                linkError);
    }

    private static SourceScan scan(String cluster, String topic) {
        return new SourceScan(cluster, List.of(new SourceTopic(topic, "id", 1, false)));
    }

    private static java.util.function.Consumer<Problem> unreachable() {
        return problem -> assertThat(problem.code()).isEqualTo("source_unreachable");
    }

    private static void assertNotResynced(MirrorTopic topic, boolean isForced, String code, String remedy) {
        assertThat(StateGate.resyncing(topic, isForced)).hasValueSatisfying(problem -> {
            assertThat(problem.code()).isEqualTo(code);
            assertThat(problem.message()).contains("orders");
            assertThat(problem.remedy()).contains(remedy);
        });
    }

    @Test
    void abortsOnlyWhatMigrates() {
        Problem proxied = StateGate.aborting(States.topic("default", "orders", 1, new Migration.Proxy()));
        Problem complete = StateGate.aborting(States.topic("default", "orders", 1, COMPLETE));

        assertThat(proxied.code()).isEqualTo("not_migrating");
        assertThat(proxied.message()).contains("orders", "PROXY");
        assertThat(complete.code()).isEqualTo("already_complete");
        assertThat(complete.remedy()).contains("terminal");
    }

    private static void assertRefused(Migration migration, String code, String... words) {
        assertThat(StateGate.initiating(States.topic("default", "orders", 1, migration)))
                .hasValueSatisfying(problem -> {
                    assertThat(problem.code()).isEqualTo(code);
                    assertThat(problem.message()).contains(words);
                    assertThat(problem.remedy()).isNotBlank();
                });
    }
}
