// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.orbit.reconciler.client.AgentException;
import dev.orbit.reconciler.diff.DesiredLink;
import dev.orbit.reconciler.documents.Documents;
import dev.orbit.reconciler.documents.LinkDocument;
import dev.orbit.reconciler.plan.Action;
import dev.orbit.reconciler.plan.Plan;
import dev.orbit.reconciler.testkit.FakeAgents;
import dev.orbit.schemas.Change;
import dev.orbit.schemas.ChangesResponse.TopicEffect;
import dev.orbit.schemas.MigrationState;
import dev.orbit.schemas.Problem;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReconcilerTest {

    private static final LinkDocument DOCUMENT =
            Documents.parse("f", """
                    source_bootstrap_brokers:
                      - {hostname: h, port: 9092}
                    topic_mappings:
                      - {source_topic: a, destination_topic: a}
                      - {source_regex: b.*}
                    """).documents().get(0);
    private static final List<DesiredLink> DESIRED =
            List.of(new DesiredLink(DOCUMENT.link(), DOCUMENT.topicMappings()));

    private final FakeAgents agents = new FakeAgents();
    private final Reconciler reconciler = new Reconciler(agents);

    private static AgentException refusal(int status, String field) {
        return new AgentException(status, List.of(new Problem("no", "m", field, "r")));
    }

    @Test
    void asksTheAgentsWhatWouldFollowAndChangesNothing() {
        agents.answerChanges(
                List.of(new TopicEffect("default", "a", "a", null, MigrationState.REJECT, "matched")), List.of());

        Reconciler.Proposal proposal = reconciler.propose(DESIRED);

        assertThat(proposal.plan().count(Action.CREATE)).isEqualTo(3);
        assertThat(proposal.consequences().topics()).hasSize(1);
        assertThat(agents.changes()).hasSize(1).allMatch(request -> request.dryRun());
        assertThat(agents.snapshot().links()).isEmpty();
    }

    /** A batch's numbers mean nothing to whoever reads the plan. */
    @Test
    void placesAWarningInTheDocumentAndNotInTheBatch() {
        agents.answerChanges(
                List.of(),
                List.of(
                        new Problem("nothing_matched", "m", "changes[2].spec.source_regex", "r"),
                        new Problem("link_paused", "m", null, "r")));

        assertThat(reconciler.propose(DESIRED).consequences().warnings())
                .extracting(Problem::field)
                .containsExactly("topic_mappings[1].source_regex", null);
    }

    @Test
    void appliesAPlanAsOneBatchAfterWhichThereIsNothingToDo() {
        reconciler.apply(reconciler.propose(DESIRED).plan());

        assertThat(agents.changes().get(1).dryRun()).isFalse();
        assertThat(agents.changes().get(1).changes()).hasSize(3);
        assertThat(reconciler.propose(DESIRED).plan().isEmpty()).isTrue();
        assertThat(agents.changes()).hasSize(2);
    }

    @Test
    void appliesAnEmptyPlanWithoutACall() {
        reconciler.apply(new Plan(List.of(), List.of()));

        assertThat(agents.changes()).isEmpty();
    }

    @Test
    void plansAnewWhenSomeoneWritesMeanwhile() {
        agents.beforeNextChange(() -> agents.writeBehind(new Change.PutLink(DOCUMENT.link(), 0)));

        Reconciler.Proposal proposal = reconciler.propose(DESIRED);

        assertThat(proposal.plan().count(Action.CREATE)).isEqualTo(2);
    }

    @Test
    void givesUpPlanningWhenSomeoneWritesAllTheTime() {
        for (int i = 0; i < 3; i++) {
            agents.beforeNextChange(() -> {
                throw refusal(409, "changes[0]");
            });
        }

        PlanRefusedException e = catchThrowableOfType(PlanRefusedException.class, () -> reconciler.propose(DESIRED));

        assertThat(e.isAboutDocuments()).isFalse();
    }

    @Test
    void neverAppliesAnythingButThePlanThatWasApproved() {
        Plan plan = reconciler.propose(DESIRED).plan();
        agents.writeBehind(new Change.PutLink(DOCUMENT.link(), 0));

        PlanRefusedException e = catchThrowableOfType(PlanRefusedException.class, () -> reconciler.apply(plan));

        assertThat(e.problems().get(0).code()).isEqualTo("stale_revision");
        assertThat(agents.snapshot().topicMappings()).isEmpty();
    }

    @Test
    void leadsProblemsOfABatchBackToTheFile() {
        Plan plan = reconciler.propose(DESIRED).plan();
        BatchPaths paths = new BatchPaths(plan, List.of(DOCUMENT));

        assertThat(located(paths, "changes[0].spec.source_bootstrap_brokers"))
                .isEqualTo("f:1:1 source_bootstrap_brokers");
        assertThat(located(paths, "changes[2].spec.source_regex")).isEqualTo("f:5:6 topic_mappings[1].source_regex");
        assertThat(located(paths, "changes[1]")).isEqualTo("f:4:5 topic_mappings[0]");
        assertThat(located(paths, "source_bootstrap_brokers")).isEqualTo("f:1:1 source_bootstrap_brokers");
        assertThat(located(paths, "changes[7].spec.name")).isEqualTo("nowhere");
    }

    @Test
    void guessesNoFileWhereThereAreSeveral() {
        LinkDocument other = Documents.parse("g", "name: x\n").documents().get(0);
        BatchPaths paths = new BatchPaths(reconciler.propose(DESIRED).plan(), List.of(other, DOCUMENT));

        assertThat(located(paths, "source_bootstrap_brokers")).isEqualTo("nowhere");
        assertThat(located(paths, "changes[1].spec.source_topic")).isEqualTo("f:4:6 topic_mappings[0].source_topic");
    }

    private static String located(BatchPaths paths, String field) {
        return paths.locate(new Problem("c", "m", field, "r"))
                .map(found -> found.position() + " " + found.problem().field())
                .orElse("nowhere");
    }
}
