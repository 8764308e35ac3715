// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.state.LinkDocument;
import dev.orbit.agent.state.MappingDocument;
import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.StateImage;
import dev.orbit.agent.state.StateRecord;
import dev.orbit.agent.state.States;
import dev.orbit.schemas.AutoMigration;
import dev.orbit.schemas.Change;
import dev.orbit.schemas.Credentials;
import dev.orbit.schemas.LinkSpec;
import dev.orbit.schemas.Problem;
import dev.orbit.schemas.TopicMappingSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ChangePlanTest {

    private static final LinkSpec LINK = States.link("default").spec();
    private static final TopicMappingSpec ORDERS =
            States.mapping("default", "orders", "orders").spec();
    private static final StateImage DECLARED =
            States.image(StateRecord.of(States.link("default")), StateRecord.of(new MappingDocument(ORDERS, 3)));

    @Test
    void countsRevisionsFromOne() {
        ChangePlan plan = plan(StateImage.EMPTY, new Change.PutLink(LINK, 0), new Change.PutTopicMapping(ORDERS, 0));

        assertThat(plan.stale()).isEmpty();
        assertThat(plan.problems()).isEmpty();
        assertThat(plan.revisions()).containsExactly(1L, 1L);
        assertThat(plan.records())
                .containsExactly(
                        StateRecord.of(new LinkDocument(LINK, 1, null)),
                        StateRecord.of(new MappingDocument(ORDERS, 1)));
    }

    @Test
    void countsOnFromTheRevisionThatIsReplaced() {
        ChangePlan plan = plan(
                DECLARED,
                new Change.PutLink(LINK, 1),
                new Change.PutTopicMapping(ORDERS, 3),
                new Change.DeleteTopicMapping("default", "orders", 4));

        assertThat(plan.stale()).isEmpty();
        assertThat(plan.revisions()).containsExactly(2L, 4L, 0L);
        assertThat(plan.after().mappings()).isEmpty();
    }

    @Test
    void tellsOfEveryStaleWriteAtOnce() {
        ChangePlan plan = plan(
                DECLARED,
                new Change.PutLink(LINK, 0),
                new Change.PutTopicMapping(ORDERS, 2),
                new Change.DeleteTopicMapping("default", "payments", 1),
                new Change.DeleteLink("other", 7));

        assertThat(plan.stale())
                .extracting(Problem::code)
                .containsOnly("stale_revision")
                .hasSize(4);
        assertThat(plan.stale().get(0).message()).contains("link default", "revision 1", "revision 0");
        assertThat(plan.stale().get(1).message()).contains("default/orders", "revision 3", "revision 2");
        assertThat(plan.stale().get(2).message()).contains("default/payments", "revision 0", "revision 1");
        assertThat(plan.stale().get(3).message()).contains("link other", "revision 0", "revision 7");
    }

    /** The link's name does not tell which cluster it leads to: what answered first does. */
    @Test
    void keepsTheClusterThatWasLearned() {
        LinkSpec moved = States.linkSpec("default", new AutoMigration(true), Credentials.PLAINTEXT);

        assertThat(plan(DECLARED, new Change.PutLink(moved, 1))
                        .after()
                        .links()
                        .get("default")
                        .sourceClusterId())
                .isEqualTo(States.SOURCE_CLUSTER);
    }

    /** Else every change of a pinned link would end what is under way, and a source that is down could not be let go of. */
    @Test
    void keepsTheClusterThatWasLearnedWhileItIsTheOneTheLinkIsPinnedTo() {
        assertThat(learnedAfter(LINK.withState(LinkSpec.PAUSED).withSourceClusterId(States.SOURCE_CLUSTER)))
                .isEqualTo(States.SOURCE_CLUSTER);
        assertThat(learnedAfter(LINK.withSourceClusterId("another-cluster-id"))).isNull();
    }

    private static @Nullable String learnedAfter(LinkSpec spec) {
        LinkDocument after =
                plan(DECLARED, new Change.PutLink(spec, 1)).after().links().get("default");
        assertThat(after).isNotNull();
        return after.sourceClusterId();
    }

    @Test
    void refusesToDeleteALinkThatHasMappings() {
        ChangePlan plan = plan(DECLARED, new Change.DeleteLink("default", 1));

        assertThat(plan.problems()).anySatisfy(problem -> {
            assertThat(problem.code()).isEqualTo("link_has_mappings");
            assertThat(problem.message()).contains("default", "[orders]");
        });
    }

    @Test
    void deletesALinkTogetherWithItsMappingsInAnyOrder() {
        Change link = new Change.DeleteLink("default", 1);
        Change mapping = new Change.DeleteTopicMapping("default", "orders", 3);

        assertThat(plan(DECLARED, link, mapping).problems()).isEmpty();
        assertThat(plan(DECLARED, mapping, link).problems()).isEmpty();
    }

    @Test
    void doesNotTakeAMigratingTopicOutOfItsMapping() {
        StateImage migrating = DECLARED.apply(
                List.of(StateRecord.of(
                        States.topic("default", "orders", 1, new Migration.CatchingUp(States.attempt(1))))),
                9);

        assertThat(plan(migrating, new Change.DeleteTopicMapping("default", "orders", 3))
                        .problems())
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.code()).isEqualTo("topic_migrating");
                    assertThat(problem.message()).contains("orders");
                    assertThat(problem.remedy()).contains("orbit abort --topic orders");
                });
    }

    @Test
    void doesNotPauseTheLinkOfAMigratingTopic() {
        Change pause = new Change.PutLink(LINK.withState(LinkSpec.PAUSED), 1);
        Migration.LettingGo lettingGo = new Migration.Proxy().toLettingGo(States.attempt(1));

        assertThat(plan(DECLARED, pause).problems()).isEmpty();
        for (Migration migration : List.of(new Migration.CatchingUp(States.attempt(1)), lettingGo)) {
            StateImage migrating =
                    DECLARED.apply(List.of(StateRecord.of(States.topic("default", "orders", 1, migration))), 9);
            assertThat(plan(migrating, pause).problems()).singleElement().satisfies(problem -> {
                assertThat(problem.code()).isEqualTo("topic_migrating");
                assertThat(problem.message()).contains("orders", "pause its link default");
            });
        }
    }

    /** Nothing takes those back. */
    @Test
    void tellsNobodyToAbortWhatCannotBeAborted() {
        Migration.Proxy proxy = new Migration.Proxy();
        for (Migration migration :
                List.of(proxy.toLettingGo(States.attempt(1)), proxy.toFailingOver(States.attempt(1)))) {
            StateImage opening =
                    DECLARED.apply(List.of(StateRecord.of(States.topic("default", "orders", 1, migration))), 9);

            assertThat(plan(opening, new Change.DeleteTopicMapping("default", "orders", 3))
                            .problems())
                    .singleElement()
                    .satisfies(problem -> {
                        assertThat(problem.code()).isEqualTo("topic_migrating");
                        assertThat(problem.remedy())
                                .contains("Wait", "cannot be stopped")
                                .doesNotContain("abort");
                    });
        }
    }

    /** What was so before is none of the change's doing: a topic that nobody holds and a paused link fail over too. */
    @Test
    void doesNotBlameAChangeForWhatWasSoBefore() {
        Migration failingOver = new Migration.Reject().toFailingOver(States.attempt(1));
        StateImage released = DECLARED.apply(
                List.of(StateRecord.of(
                        States.topic("gone", "payments", 1, failingOver).withMapping("gone", null, failingOver))),
                9);
        StateImage paused = DECLARED.apply(
                List.of(
                        StateRecord.of(new LinkDocument(LINK.withState(LinkSpec.PAUSED), 1, States.SOURCE_CLUSTER)),
                        StateRecord.of(States.topic("default", "orders", 1, failingOver))),
                9);

        for (StateImage image : List.of(released, paused)) {
            assertThat(plan(image, new Change.PutTopicMapping(ORDERS, 3)).problems())
                    .isEmpty();
        }
    }

    @Test
    void findsMoreThanOneProblemAtOnce() {
        ChangePlan plan = plan(
                StateImage.EMPTY,
                new Change.PutTopicMapping(States.regex("nowhere", 0, "(", ""), 0),
                new Change.PutTopicMapping(States.literal("nowhere", 0, "a", "same", AutoMigration.INHERIT), 0),
                new Change.PutTopicMapping(States.literal("nowhere", 0, "b", "same", AutoMigration.INHERIT), 0));

        assertThat(plan.problems())
                .extracting(Problem::code)
                .containsExactlyInAnyOrder(
                        "unknown_link", "unknown_link", "unknown_link", "invalid_regex", "duplicate_destination");
    }

    @Test
    void namesTheLinksWhoseSourcesItHasToDoWith() {
        assertThat(plan(DECLARED, new Change.PutTopicMapping(ORDERS, 3)).links())
                .containsExactly("default");
    }

    private static ChangePlan plan(StateImage image, Change... changes) {
        return ChangePlan.of(image, List.of(changes));
    }
}
