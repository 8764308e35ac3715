// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.provider.documents;

import static dev.orbit.tfplugin.cty.Value.Null.NULL;
import static dev.orbit.tfplugin.cty.Value.Unknown.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orbit.reconciler.client.AgentException;
import dev.orbit.schemas.Change;
import dev.orbit.schemas.ConsumerGroupSettings;
import dev.orbit.schemas.LinkSpec;
import dev.orbit.schemas.Problem;
import dev.orbit.schemas.TopicMappingSpec;
import dev.orbit.tfplugin.cty.Fields;
import dev.orbit.tfplugin.cty.Value;
import dev.orbit.tfplugin.diag.Diagnostic;
import dev.orbit.tfplugin.diag.DiagnosticException;
import dev.orbit.tfplugin.fake.FakeAgents;
import dev.orbit.tfplugin.provider.agents.Agents;
import dev.orbit.tfplugin.provider.agents.PlannedChanges;
import dev.orbit.tfplugin.provider.agents.StopSignal;
import dev.orbit.tfplugin.resource.ChecksPlan;
import dev.orbit.tfplugin.resource.ImportsState;
import dev.orbit.tfplugin.resource.Resource;
import dev.orbit.tfplugin.server.ApplyOperation;
import dev.orbit.tfplugin.server.PlanOperation;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a document that is there, or changes, between a plan and its apply. */
class DocumentLifeTest {

    private final FakeAgents fake = new FakeAgents();
    private Resource links;
    private Resource mappings;

    @BeforeEach
    void start() {
        fake.addSourceTopics("orders", "payments");
        connect();
    }

    /** As each command of Terraform does: with a provider that has seen nothing yet. */
    private void connect() {
        Agents agents = new Agents();
        agents.connect(fake);
        PlannedChanges planned = new PlannedChanges(agents);
        links = DocumentResources.link(agents, planned, new StopSignal());
        mappings = DocumentResources.topicMapping(agents, planned, new StopSignal());
    }

    private Fields link() {
        return TestObjects.link(links, "prod");
    }

    private Fields mapping(Map<String, ? extends Value> more) {
        Fields config =
                TestObjects.config(mappings, Map.of("link", Value.of("prod"), "source_topic", Value.of("orders")));
        for (Map.Entry<String, ? extends Value> each : more.entrySet()) {
            config = config.with(each.getKey(), each.getValue());
        }
        return config;
    }

    private Fields apply(Resource resource, Fields config) {
        Value planned = TestObjects.create(resource, config).state();
        ApplyOperation.Applied applied = new ApplyOperation(resource).apply(NULL, planned, config);
        assertThat(applied.diagnostics()).noneMatch(Diagnostic::isError);
        return (Fields) applied.state();
    }

    private static List<String> summaries(List<Diagnostic> diagnostics) {
        return diagnostics.stream()
                .map(d -> (d.isError() ? "Error: " : "Warning: ") + d.summary())
                .toList();
    }

    @Test
    void aCreateThatWasCarriedOutAndNotSavedIsTakenUpByTheNext() {
        Fields before = apply(links, link());
        connect();

        PlanOperation.Planned planned = TestObjects.create(links, link());
        connect();
        ApplyOperation.Applied applied = new ApplyOperation(links).apply(NULL, planned.state(), link());

        assertThat(summaries(planned.diagnostics()))
                .containsExactly("Warning: The link \"prod\" exists already, and is adopted");
        assertThat(applied.diagnostics()).noneMatch(Diagnostic::isError);
        assertThat(applied.state()).isEqualTo(before);
        assertThat(fake.snapshot().links().get(0).revision())
                .as("not written again")
                .isEqualTo(1);
    }

    @Test
    void whatIsThereAndSaysSomethingElseIsNotTakenOver() {
        apply(links, link());
        connect();
        Fields other = link().with("state", Value.of("paused"));
        Fields pinned = link().with("source_cluster_id", Value.of("another"));

        assertThat(summaries(TestObjects.create(links, other).diagnostics()))
                .containsExactly("Error: The link exists already");
        connect();
        assertThat(summaries(TestObjects.create(links, pinned).diagnostics()))
                .containsExactly("Error: The link exists already");
        assertThatThrownBy(() -> links.create(
                        link().with("id", Value.of("prod"))
                                .with("force_destroy", Value.of(false))
                                .with("state", Value.of("paused")),
                        other))
                .isInstanceOf(DiagnosticException.class)
                .hasMessageContaining("exists already");
    }

    @Test
    void whatIsThereIsToldThoughItIsNotKnownYetWhatTheConfigurationSays() {
        apply(links, link());
        connect();

        assertThat(summaries(
                        TestObjects.create(links, link().with("source_bootstrap_brokers", TestObjects.brokers(UNKNOWN)))
                                .diagnostics()))
                .containsExactly("Warning: The link \"prod\" exists already");
    }

    @Test
    void aMappingThatIsOnlyPartlyKnownTellsThatItIsInUse() {
        apply(
                links,
                link().with(
                                "auto_migration_source_cluster_credentials",
                                TestObjects.nothing(links, "auto_migration_source_cluster_credentials")));
        Fields proxied = mapping(
                Map.of("auto_migration", new Fields(Map.of("enable", Value.of(true), "source_watch_seconds", NULL))));
        Fields prior = apply(mappings, proxied);
        connect();
        Fields config = proxied.with("replication_factor", UNKNOWN);
        Fields proposed = prior.with("replication_factor", UNKNOWN);

        assertThat(summaries(new PlanOperation(mappings)
                        .plan(prior, proposed, config)
                        .diagnostics()))
                .containsExactly("Warning: The change of topic mapping \"prod/orders\" touches 1 topic in use");
    }

    /** With {@code -replace} an object is planned as it is, and then as created; it may not have been read. */
    @Test
    void anObjectOfTheStateIsReplacedWithoutHavingBeenRead() {
        Fields prior = apply(links, link());
        connect();

        new PlanOperation(links).plan(prior, prior, link());
        PlanOperation.Planned anew = TestObjects.create(links, link().with("state", Value.of("paused")));

        assertThat(anew.diagnostics()).noneMatch(Diagnostic::isError);
    }

    /** So it is with {@code create_before_destroy}. */
    @Test
    void whatWasAdoptedIsNotDeletedByTheObjectThatItReplaces() {
        Fields prior = apply(links, link());
        connect();

        links.create(prior, link());
        List<Diagnostic> told = links.delete(prior);

        assertThat(summaries(told)).containsExactly("Warning: The link \"prod\" stays");
        assertThat(fake.snapshot().links()).hasSize(1);
    }

    /** A refusal, an answer of which nobody knows what it came to, and none at all. */
    @ParameterizedTest
    @ValueSource(ints = {403, 400, 409, 503, AgentException.NO_STATUS})
    void aWriteThatWasNotCarriedOutHasFailedThoughItPinsNoMoreThanTheClusterId(int status) {
        Fields prior = apply(links, link());
        connect();
        Fields config = link().with("source_cluster_id", prior.get("source_cluster_id"));
        fake.onWrite(() -> {
            throw new AgentException(status, List.of(new Problem("not_done", "It was not done.", null, "Ask why.")));
        });

        ApplyOperation.Applied applied = update(prior, config);

        assertThat(summaries(applied.diagnostics())).containsExactly("Error: Not done");
        assertThat(applied.state()).isEqualTo(prior);
    }

    /** What is there may be somebody else's, and the answer was no. */
    @Test
    void aWriteThatIsRefusedHasFailedThoughWhatItSaysIsThere() {
        Fields prior = apply(links, link());
        connect();
        Fields config = link().with("state", Value.of("paused"));
        LinkSpec paused = LinkCodec.decode(config.with("source_cluster_id", NULL));
        fake.onWrite(() -> {
            fake.onWrite(() -> {});
            fake.changeBehind(new Change.PutLink(paused, 0));
            throw new AgentException(409, List.of(new Problem("stale_revision", "It moved.", null, "Look again.")));
        });

        assertThat(summaries(update(prior, config).diagnostics())).containsExactly("Error: Stale revision");
    }

    /** Terraform composes every string, and others need not. */
    @Test
    void aLinkWhoseTextsAreDecomposedIsImportedChangedAndDestroyed() {
        Fields groups =
                TestObjects.nothing(links, "consumer_groups").with("destination_group_prefix", Value.of("\u00e9-"));
        Fields config = link().with("consumer_groups", groups);
        LinkSpec composed = LinkCodec.decode(config);
        ConsumerGroupSettings decomposed = new ConsumerGroupSettings(false, List.of(".*"), List.of(), "e\u0301-", 10);
        fake.changeBehind(new Change.PutLink(TestObjects.with(composed, decomposed), 0));

        assertThat(summaries(TestObjects.create(links, config).diagnostics()))
                .containsExactly("Warning: The link \"prod\" exists already, and is adopted");
        connect();
        Fields imported = ((ImportsState) links).importState("prod");
        assertThat(links.read(imported).state()).isEqualTo(imported);
        ApplyOperation.Applied paused = update(imported, config.with("state", Value.of("paused")));
        assertThat(summaries(paused.diagnostics())).isEmpty();

        fake.changeBehind(new Change.PutLink(TestObjects.with(composed, decomposed), 0));
        connect();
        assertThat(summaries(
                        new ApplyOperation(links).apply(imported, NULL, NULL).diagnostics()))
                .isEmpty();
        assertThat(fake.snapshot().links()).isEmpty();
    }

    private ApplyOperation.Applied update(Fields prior, Fields config) {
        Fields proposed = new Fields(config.values()).with("id", prior.get("id"));
        Value planned = new PlanOperation(links).plan(prior, proposed, config).state();
        return new ApplyOperation(links).apply(prior, planned, config);
    }

    @Test
    void aDocumentThatSomebodyChangedIsNotDeleted() {
        apply(links, link());
        Fields prior = apply(mappings, mapping(Map.of()));
        connect();
        fake.changeBehind(new Change.PutTopicMapping(TopicMappingSpec.literal("prod", 7, "orders", "orders"), 0));

        assertThatThrownBy(() -> mappings.delete(prior))
                .isInstanceOf(DiagnosticException.class)
                .hasMessageContaining("changed in between");
        assertThat(fake.snapshot().topicMappings()).hasSize(1);
    }

    @Test
    void whatTheWriteWarnsOfAndWhatIsWrongWithTheLinkIsTold() {
        fake.warnsOf(new Problem("link_paused", "link prod is paused.", null, "Set state: running."));
        fake.linkError("The proxy may not write at the source. Allow it.");
        Value planned = TestObjects.create(links, link()).state();

        ApplyOperation.Applied applied = new ApplyOperation(links).apply(NULL, planned, link());

        assertThat(summaries(applied.diagnostics()))
                .containsExactly("Warning: Link paused (link \"prod\")", "Warning: Not all is well with link \"prod\"");
        assertThat(applied.diagnostics().get(1).detail())
                .startsWith("The proxy may not write at the source. Allow it.");
    }

    /** As instances of {@code count} do, where one goes that others come after. */
    @Test
    void anObjectThatTakesTheDocumentOfAnotherIsToldWhatKeepsItsAddress() {
        apply(links, link());
        Fields orders = apply(mappings, mapping(Map.of()));
        Fields payments = apply(mappings, mapping(Map.of("source_topic", Value.of("payments"))));
        connect();

        assertThat(renaming(orders, "payments").diagnostics()).singleElement().satisfies(told -> {
            assertThat(told.isError()).isTrue();
            assertThat(told.summary()).isEqualTo("The topic mapping exists already");
            assertThat(told.detail())
                    .contains("for_each", "moved {", "to   = orbit_topic_mapping.NAME[\"KEY\"]")
                    .contains("terraform import orbit_topic_mapping.NAME 'prod/payments'");
        });
        connect();
        ((ChecksPlan) mappings).isInState(payments);
        assertThat(renaming(orders, "payments").diagnostics())
                .singleElement()
                .satisfies(told -> assertThat(told.detail())
                        .contains("for_each", "moved {")
                        .doesNotContain("terraform import"));
    }

    private PlanOperation.Planned renaming(Fields prior, String sourceTopic) {
        Fields config = mapping(Map.of("source_topic", Value.of(sourceTopic)));
        Fields proposed = prior.with("source_topic", Value.of(sourceTopic));
        return new PlanOperation(mappings).plan(prior, proposed, config);
    }

    /** With {@code -replace} the one has the notes of its change, which came first. */
    @Test
    void anEqualResourceIsNotTakenForTheOneThatIsReplaced() {
        apply(links, link());
        Fields orders = apply(mappings, mapping(Map.of()));
        Fields payments = mapping(Map.of("source_topic", Value.of("payments")));
        connect();

        PlanOperation.Planned change = renaming(orders, "payments");
        PlanOperation.Planned other = TestObjects.create(mappings, payments);
        PlanOperation.Planned replacement = new PlanOperation(mappings).plan(NULL, payments, payments, change.notes());

        assertThat(summaries(other.diagnostics())).contains("Error: Two resources are the same topic mapping");
        assertThat(replacement.diagnostics()).noneMatch(Diagnostic::isError);
    }

    @Test
    void whatADeletionWarnsOfIsTold() {
        Fields prior = apply(links, link());
        connect();
        fake.warnsOf(new Problem("source_watch_ended", "The source of topic t is still watched.", null, "Keep it."));

        assertThat(summaries(links.delete(prior))).containsExactly("Warning: Source watch ended (link \"prod\")");
    }

    @Test
    void aMappingThatCameAfterThePlanIsNotDeletedWithItsLink() {
        Fields prior = apply(links, link().with("force_destroy", Value.of(true)));
        mappedBySomebodyElse("orders");
        connect();
        PlanOperation.Planned planned = new PlanOperation(links).plan(prior, NULL, NULL);
        connect();
        mappedBySomebodyElse("payments");

        ApplyOperation.Applied applied = new ApplyOperation(links).apply(prior, NULL, NULL, planned.notes());

        assertRefused(applied, prior);
    }

    private void assertRefused(ApplyOperation.Applied applied, Fields prior) {
        assertThat(summaries(applied.diagnostics())).containsExactly("Error: The plan did not show all topic mappings");
        assertThat(applied.state()).isEqualTo(prior);
        assertThat(fake.snapshot().topicMappings()).hasSize(2);
    }

    /** The destroy of a replacement has the notes of the plan that creates; only that plan is made of a tainted object. */
    @Test
    void aMappingThatCameAfterThePlanIsNotDeletedWithALinkThatIsReplaced() {
        Fields prior = apply(links, link().with("force_destroy", Value.of(true)));
        mappedBySomebodyElse("orders");
        connect();
        ((ChecksPlan) links).isInState(prior);
        PlanOperation.Planned planned = TestObjects.create(links, TestObjects.link(links, "other"));
        connect();
        mappedBySomebodyElse("payments");

        assertRefused(new ApplyOperation(links).apply(prior, NULL, NULL, planned.notes()), prior);

        connect();
        ((ChecksPlan) links).isInState(prior);
        String notes =
                TestObjects.create(links, TestObjects.link(links, "other")).notes();
        connect();
        assertThat(new ApplyOperation(links).apply(prior, NULL, NULL, notes).diagnostics())
                .isEmpty();
        assertThat(fake.snapshot().topicMappings()).isEmpty();
    }

    /** With {@code create_before_destroy}, Terraform plans the destroy anew in the apply: that plan nobody has seen. */
    @Test
    void aMappingIsNotDeletedByADestroyThatIsPlannedInTheApply() {
        Fields prior = apply(links, link().with("force_destroy", Value.of(true)));
        mappedBySomebodyElse("orders");
        mappedBySomebodyElse("payments");
        connect();
        apply(links, TestObjects.link(links, "other"));

        PlanOperation.Planned planned = new PlanOperation(links).plan(prior, NULL, NULL);

        assertRefused(new ApplyOperation(links).apply(prior, NULL, NULL, planned.notes()), prior);
    }

    @Test
    void aPlanThatCannotAskTheAgentsLetsNoMappingBeDeleted() {
        Fields prior = apply(links, link().with("force_destroy", Value.of(true)));
        mappedBySomebodyElse("orders");
        mappedBySomebodyElse("payments");
        Resource unconnected = DocumentResources.link(new Agents(), new PlannedChanges(new Agents()), new StopSignal());
        connect();

        PlanOperation.Planned planned = new PlanOperation(unconnected).plan(prior, NULL, NULL);

        assertRefused(new ApplyOperation(links).apply(prior, NULL, NULL, planned.notes()), prior);
    }

    private void mappedBySomebodyElse(String topic) {
        fake.changeBehind(new Change.PutTopicMapping(TopicMappingSpec.literal("prod", 0, topic, topic), 0));
    }
}
