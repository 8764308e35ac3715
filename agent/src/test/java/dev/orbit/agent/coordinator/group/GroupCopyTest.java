// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.group;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.group.Commit;
import dev.orbit.agent.group.PartitionName;
import dev.orbit.agent.state.CopiedGroup;
import dev.orbit.agent.state.CopiedOffset;
import dev.orbit.agent.state.CopiedOffset.Written;
import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.States;
import dev.orbit.schemas.ConsumerGroupSettings;
import dev.orbit.schemas.GroupState;
import dev.orbit.schemas.Snapshot;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rounds of copying, with clusters that are maps. */
class GroupCopyTest {

    private static final PartitionName PAYMENTS = new PartitionName("payments", 0);

    private final GroupLab lab = new GroupLab();

    private static PartitionName orders(int partition) {
        return new PartitionName("orders", partition);
    }

    private static CopiedOffset written(long offset) {
        return new CopiedOffset("orders", 0, new Written(offset, null), null, States.TOPIC_ID);
    }

    @Test
    void recordsTheIntentThenCommitsThenRecordsThatItLanded() {
        lab.sourceCommit("billing", orders(0), 50);

        lab.round();

        assertThat(lab.log())
                .containsExactly(
                        "state billing orders-0 null->50", "commit billing orders-0@50", "state billing orders-0 50");
        assertThat(lab.status("billing").state()).isEqualTo(GroupState.COPIED);
    }

    @Test
    void writesNothingWhenNothingChanged() {
        lab.sourceCommit("billing", orders(0), 50);
        lab.round();
        lab.log().clear();

        lab.round();

        assertThat(lab.log()).isEmpty();
    }

    @Test
    void asksForAllGroupsAtOnce() {
        IntStream.range(0, 200).forEach(i -> lab.sourceCommit("group-" + i, orders(0), 50));

        lab.round();

        assertThat(lab.destinationCommits()).hasSize(200);
        assertThat(lab.source().questions()).isEqualTo(1);
        assertThat(lab.listQuestions()).isEqualTo(1);
    }

    @Test
    void readsAgainOnlyWhenTheIntervalIsOver() {
        lab.sourceCommit("billing", orders(0), 50);
        lab.round();
        lab.sourceCommit("billing", orders(0), 60);

        lab.pass(9);
        assertThat(lab.destinationCommits().get("billing")).containsEntry(orders(0), 50L);
        lab.round();
        assertThat(lab.destinationCommits().get("billing")).containsEntry(orders(0), 60L);
    }

    @Test
    void neverOverwritesWhatSomebodyCommitsBetweenTheLookAndTheWrite() {
        lab.sourceCommit("billing", orders(0), 50);
        lab.round();
        lab.sourceCommit("billing", orders(0), 60);
        lab.beforeNextCommit(() -> lab.destinationCommit("billing", orders(0), 99));

        lab.round();

        assertThat(lab.destinationCommits().get("billing")).containsEntry(orders(0), 99L);
        assertThat(lab.status("billing").state()).isEqualTo(GroupState.FAILED);
        lab.round();
        assertThat(lab.status("billing").state()).isEqualTo(GroupState.MOVED);
        assertThat(lab.destinationCommits().get("billing")).containsEntry(orders(0), 99L);
    }

    /** The next coordinator finds the intent alone, or the commit too, and goes on from either. */
    @ParameterizedTest
    @CsvSource({"false", "true"})
    void goesOnAfterADeathBetweenIntentAndCommit(boolean landed) {
        lab.sourceCommit("billing", orders(0), 50);
        lab.round();
        lab.sourceCommit("billing", orders(0), 60);
        lab.dieAtNextCommit(landed);
        lab.round();
        assertThat(lab.record("billing").offsets())
                .containsExactly(
                        new CopiedOffset("orders", 0, new Written(50, null), new Written(60, null), States.TOPIC_ID));

        lab.newCoordinator();
        lab.round();

        assertThat(lab.destinationCommits().get("billing")).containsEntry(orders(0), 60L);
        assertThat(lab.record("billing").offsets()).containsExactly(written(60));
    }

    @Test
    void doesNotRewindAGroupThatMovedWhileTheAgentWasDead() {
        lab.sourceCommit("billing", orders(0), 50);
        lab.round();
        lab.sourceCommit("billing", orders(0), 60);
        lab.dieAtNextCommit(false);
        lab.round();
        lab.destinationCommit("billing", orders(0), 55);

        lab.newCoordinator();
        lab.round();

        assertThat(lab.destinationCommits().get("billing")).containsEntry(orders(0), 55L);
        assertThat(lab.status("billing").state()).isEqualTo(GroupState.MOVED);
    }

    @Test
    void stopsAtCompleteAndForgets() {
        lab.sourceCommit("billing", orders(0), 50);
        lab.round();
        lab.sourceCommit("billing", orders(0), 60);
        lab.migration(new Migration.Complete(List.of(100L, 100L), 1));
        lab.log().clear();

        lab.round();

        assertThat(lab.log()).isEmpty();
        assertThat(lab.statuses()).isEmpty();
        assertThat(lab.destinationCommits().get("billing")).containsEntry(orders(0), 50L);
    }

    @Test
    void mapsNamesOfTopicsAndGroups() {
        lab.settings(new ConsumerGroupSettings(true, List.of(".*"), List.of(), "eu.", 10));
        lab.renamed("orders", "eu.orders");
        lab.sourceCommit("billing", orders(1), 50);

        lab.round();

        assertThat(lab.destinationCommits())
                .isEqualTo(Map.of("eu.billing", Map.of(new PartitionName("eu.orders", 1), 50L)));
        Snapshot.Group status = lab.status("eu.billing");
        assertThat(status.sourceGroup()).isEqualTo("billing");
    }

    @ParameterizedTest
    @CsvSource({
        "billing, .*, , true",
        "billing, bill, , false",
        "billing, bill.*|x, , true",
        "billing, .*, .*ing, false",
        "billing, .*, bill, true",
        "__orbit_x, .*, , false",
        "__orbitx, .*, , true"
    })
    void picksGroupsByWholeNames(String group, String include, String exclude, boolean expected) {
        lab.settings(new ConsumerGroupSettings(
                true, List.of(include), exclude == null ? List.of() : List.of(exclude), "", 10));
        lab.sourceCommit(group, orders(0), 50);

        lab.round();

        assertThat(lab.destinationCommits().containsKey(group)).isEqualTo(expected);
        assertThat(lab.statuses()).hasSize(expected ? 1 : 0);
    }

    @Test
    void doesNothingUnlessSwitchedOn() {
        lab.settings(ConsumerGroupSettings.DEFAULTS);
        lab.sourceCommit("billing", orders(0), 50);

        lab.round();

        assertThat(lab.source().questions()).isZero();
        assertThat(lab.statuses()).isEmpty();
    }

    @Test
    void listsNoGroupWithoutCommitsOnMirroredTopics() {
        lab.sourceCommit("other", new PartitionName("not-mirrored", 0), 50);

        lab.round();

        assertThat(lab.statuses()).isEmpty();
        assertThat(lab.destinationCommits()).isEmpty();
    }

    @Test
    void listsGroupsThatCommitNoOffsetsWithTheReasonIfTheFilterIncludesThem() {
        lab.settings(new ConsumerGroupSettings(true, List.of(".*"), List.of("connect-.*"), "eu.", 10));
        lab.source().otherGroup("sharers", "It is a share group.");
        lab.source().otherGroup("connect-cluster", "Its members speak the protocol connect.");

        lab.round();
        assertThat(lab.statuses()).singleElement().isEqualTo(lab.status("eu.sharers"));
        assertThat(lab.status("eu.sharers").state()).isEqualTo(GroupState.SKIPPED);
        assertThat(lab.status("eu.sharers").reason()).isEqualTo("It is a share group.");

        lab.sourceCommit("billing", orders(0), 50);
        lab.sourceCommit("late", orders(0), 500);
        lab.round();
        assertThat(lab.statuses())
                .extracting(Snapshot.Group::sourceGroup)
                .containsExactly("late", "sharers", "billing");
        assertThat(lab.destinationCommits()).containsOnlyKeys("eu.billing");
    }

    @Test
    void tellsAFailureOfTheSourceAndTriesAgainSoon() {
        lab.sourceCommit("billing", orders(0), 50);
        lab.source().fail("The source is away. Bring it back.");
        lab.pass(11);
        assertThat(lab.error()).isEqualTo("The consumer groups cannot be read: The source is away. Bring it back.");

        lab.source().fail(null);
        lab.pass(3);

        assertThat(lab.error()).isNull();
        assertThat(lab.destinationCommits().get("billing")).containsEntry(orders(0), 50L);
    }

    @Test
    void recognisesWhatAnotherLinkWroteBeforeTheTopicWasAdopted() {
        lab.sourceCommit("billing", orders(0), 50);
        lab.adoptedFrom("former", "billing", orders(0), 40);

        lab.round();

        assertThat(lab.destinationCommits().get("billing")).containsEntry(orders(0), 50L);
    }

    /** Two sources may have a group of one name; each link copies what it commits on the topics that are the link's. */
    @Test
    void copiesAGroupOfTwoSourcesOverBothLinks() {
        lab.held("other", "payments");
        for (long offset = 50; offset < 54; offset++) {
            lab.sourceCommit("billing", orders(0), offset);
            lab.sourceCommit("billing", PAYMENTS, offset + 10);
            lab.round();

            assertThat(lab.destinationCommits().get("billing"))
                    .isEqualTo(Map.of(orders(0), offset, PAYMENTS, offset + 10));
        }
        assertThat(lab.statuses()).extracting(Snapshot.Group::state).containsExactly(GroupState.COPIED);
        assertThat(lab.statuses("other")).extracting(Snapshot.Group::state).containsExactly(GroupState.COPIED);
        assertThat(topics(lab.record("billing"))).containsExactly("orders");
        assertThat(topics(lab.record("other", "billing"))).containsExactly("payments");
    }

    /** What a link wrote on a topic goes with the topic, there and back. */
    @Test
    void takesWhatIsKnownOfATopicOverFromTheLinkThatHadIt() {
        lab.held("other", "payments");
        lab.sourceCommit("billing", orders(0), 50);
        lab.sourceCommit("billing", PAYMENTS, 60);
        lab.round();
        lab.held("default", "payments");
        lab.sourceCommit("billing", PAYMENTS, 70);
        lab.round();
        assertThat(lab.destinationCommits().get("billing")).containsEntry(PAYMENTS, 70L);

        lab.held("other", "payments");
        lab.sourceCommit("billing", PAYMENTS, 80);
        lab.round();

        assertThat(lab.destinationCommits().get("billing")).containsEntry(PAYMENTS, 80L);
        assertThat(lab.statuses()).extracting(Snapshot.Group::state).containsExactly(GroupState.COPIED);
        assertThat(topics(lab.record("billing"))).containsExactly("orders");
    }

    private static List<String> topics(CopiedGroup group) {
        return group.offsets().stream().map(CopiedOffset::topic).toList();
    }

    /** The source's offset 60 is another record than the mirror's. */
    @Test
    void writesNothingOnAPartitionThatHasDiverged() {
        lab.sourceCommit("billing", orders(0), 50);
        lab.sourceCommit("billing", orders(1), 50);
        lab.round();
        lab.diverged(0);
        lab.sourceCommit("billing", orders(0), 60);
        lab.sourceCommit("billing", orders(1), 60);

        lab.round();

        assertThat(lab.destinationCommits().get("billing")).isEqualTo(Map.of(orders(0), 50L, orders(1), 60L));
        assertThat(lab.status("billing").state()).isEqualTo(GroupState.WAITING);
        assertThat(lab.status("billing").reason()).contains("orders-0", "diverged", "orbit resync --topic orders");
    }

    @Test
    void recognisesWhatALinkWroteThatIsGone() {
        lab.sourceCommit("billing", orders(0), 50);
        lab.round();
        lab.deleteLink();
        lab.round();
        lab.sourceCommit("billing", orders(0), 60);
        lab.adoptedBy("next");

        lab.round();

        assertThat(lab.destinationCommits().get("billing")).containsEntry(orders(0), 60L);
        assertThat(lab.isRecorded("billing")).isFalse();
        assertThat(lab.record("next", "billing").offsets()).containsExactly(written(60));
    }

    @Test
    void forgetsWhatALinkWroteThatIsGoneOnceTheTopicsAreComplete() {
        lab.held("default", "payments");
        lab.sourceCommit("billing", orders(0), 50);
        lab.sourceCommit("billing", PAYMENTS, 50);
        lab.sourceCommit("audit", orders(1), 50);
        lab.round();
        lab.migration(new Migration.Complete(List.of(100L, 100L), 1));
        lab.deleteLink();

        lab.round();

        assertThat(lab.isRecorded("audit")).isFalse();
        assertThat(topics(lab.record("billing"))).containsExactly("payments");
        assertThat(lab.destinationCommits()).containsOnlyKeys("audit", "billing");
    }

    @Test
    void believesNoOtherCluster() {
        lab.sourceCommit("billing", orders(0), 50);
        lab.round();
        lab.sourceCommit("billing", orders(0), 20);
        lab.source().is("another");

        lab.round();

        assertThat(lab.error()).contains("Cluster another answered");
        assertThat(lab.destinationCommits().get("billing")).containsEntry(orders(0), 50L);
    }

    /** They lie anywhere in the old one's records, and the next scan may be seconds away. */
    @Test
    void writesNoOffsetsOfATopicThatWasMadeAnewAtTheSource() {
        lab.sourceCommit("billing", orders(0), 50);
        lab.round();
        lab.sourceCommit("billing", orders(0), 20);
        lab.source().makeTopicsAnew();

        lab.round();

        assertThat(lab.error()).isNull();
        assertThat(lab.destinationCommits().get("billing")).containsEntry(orders(0), 50L);
    }

    @Test
    void remembersMetadataAsADigest() {
        lab.sourceCommit("billing", orders(0), new Commit(50, "x".repeat(4000), true));

        lab.round();

        assertThat(lab.record("billing").offsets().get(0).written())
                .isNotNull()
                .satisfies(written -> assertThat(written.metadataDigest()).hasSize(16));
    }
}
