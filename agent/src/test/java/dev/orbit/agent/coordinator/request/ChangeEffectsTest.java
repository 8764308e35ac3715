// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.coordinator.source.SourceQueries.SourceScan;
import dev.orbit.agent.coordinator.source.SourceQueries.SourceTopic;
import dev.orbit.agent.state.LinkDocument;
import dev.orbit.agent.state.MappingDocument;
import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.SourceTrouble;
import dev.orbit.agent.state.StateImage;
import dev.orbit.agent.state.StateRecord;
import dev.orbit.agent.state.States;
import dev.orbit.schemas.AutoMigration;
import dev.orbit.schemas.Change;
import dev.orbit.schemas.ChangesResponse.TopicEffect;
import dev.orbit.schemas.LinkSpec;
import dev.orbit.schemas.MigrationState;
import dev.orbit.schemas.MirrorState;
import dev.orbit.schemas.Problem;
import dev.orbit.schemas.Snapshot;
import dev.orbit.schemas.TopicMappingSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A link whose source holds orders and payments; both are declared where a test says so. */
class ChangeEffectsTest {

    private static final AutoMigration ENABLED = new AutoMigration(true);
    private static final TopicMappingSpec ORDERS = literal("orders", "orders");
    private static final StateImage LINKED = States.image(StateRecord.of(States.link("default")));
    private static final StateImage MIRRORED =
            with(LINKED, new MappingDocument(ORDERS, 1), States.topic("default", "orders", 1, new Migration.Reject()));

    private Set<String> foreign = Set.of();
    private Snapshot.@Nullable Topic figures;

    @Test
    void tellsOfTopicsThatAreMatched() {
        ChangeEffects effects = effects(
                LINKED,
                put(States.regex("default", 1, ".*", "copy.")),
                put(States.literal("default", 0, "orders", "orders", ENABLED)));

        assertThat(effects.topics())
                .containsExactly(
                        new TopicEffect("default", "payments", "copy.payments", null, MigrationState.REJECT, "matched"),
                        new TopicEffect("default", "orders", "orders", null, MigrationState.PROXY, "matched"));
        assertThat(effects.problems()).isEmpty();
    }

    /** Another link has it already, under another name. */
    @Test
    void warnsOfASecondMirrorWhoseProducersWouldBeForwarded() {
        MirrorTopic first = States.mirror("other", "orders", "first", 1, new Migration.Proxy());
        StateImage before = with(
                States.image(StateRecord.of(States.link("default")), StateRecord.of(States.link("other"))),
                new MappingDocument(States.literal("other", 0, "orders", "first", ENABLED), 1),
                first);

        ChangeEffects effects = effects(before, put(States.literal("default", 0, "orders", "orders", ENABLED)));

        assertThat(effects.topics()).extracting(TopicEffect::to).containsExactly(MigrationState.REJECT);
        assertThat(effects.warnings()).extracting(Problem::code).containsExactly("proxied_elsewhere");
    }

    @Test
    void neverMatchesInternalTopics() {
        List<SourceTopic> topics = List.of(
                topic("__consumer_offsets", true),
                topic("__transaction_state", false),
                topic("__orbit_state", false),
                topic("orders.orbit-strays", false));

        assertThat(effects(LINKED, topics, put(States.regex("default", 0, ".*", "")))
                        .topics())
                .isEmpty();
    }

    @Test
    void refusesADestinationTopicThatIsNotOrbits() {
        foreign = Set.of("orders", "copy.payments");

        assertThat(effects(LINKED, put(ORDERS), put(States.regex("default", 1, "pay.*", "copy.")))
                        .problems())
                .extracting(Problem::code, Problem::field)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple(
                                "destination_topic_exists", "changes[0].spec.destination_topic"),
                        org.assertj.core.groups.Tuple.tuple(
                                "destination_topic_exists", "changes[1].spec.destination_prefix"));
    }

    @Test
    void refusesTwoSourceTopicsForOneDestinationTopic() {
        ChangeEffects effects =
                effects(LINKED, put(literal("orders", "payments")), put(States.regex("default", 1, "pay.*", "")));

        assertThat(effects.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.code()).isEqualTo("duplicate_destination");
            assertThat(problem.message()).contains("orders", "payments");
        });
    }

    /** Or the mirror would go to and fro between them. */
    @Test
    void refusesAMappingOfATopicThatAnotherLinksMappingHolds() {
        assertThat(overTwoLinks(with(MIRRORED, States.link("other")), put(States.regex("other", 0, "ord.*", "")))
                        .problems())
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.code()).isEqualTo("duplicate_destination");
                    assertThat(problem.message()).contains("orders", "link default");
                });
    }

    @Test
    void refusesMappingsOfOneTopicOverTwoLinksAtOnce() {
        StateImage linked = with(LINKED, States.link("other"));

        assertThat(overTwoLinks(linked, put(ORDERS), put(States.regex("other", 0, "ord.*", "")))
                        .problems())
                .extracting(Problem::code)
                .containsExactly("duplicate_destination");
    }

    @Test
    void tellsOfATopicThatGoesOverToAnotherLink() {
        ChangeEffects effects = overTwoLinks(
                with(MIRRORED, States.link("other")),
                new Change.DeleteTopicMapping("default", "orders", 1),
                put(States.regex("other", 0, "ord.*", "")));

        assertThat(effects.problems()).isEmpty();
        assertThat(effects.topics()).containsExactly(effect(MigrationState.REJECT, MigrationState.REJECT, "adopted"));
    }

    private static ChangeEffects overTwoLinks(StateImage image, Change... changes) {
        SourceScan scan = new SourceScan(States.SOURCE_CLUSTER, List.of(topic("orders", false)));
        return ChangeEffects.of(
                ChangePlan.of(image, Arrays.asList(changes)),
                new TreeMap<>(Map.of("default", scan, "other", scan)),
                name -> false,
                topic -> Optional.empty());
    }

    private static StateImage with(StateImage image, LinkDocument link) {
        return image.apply(List.of(StateRecord.of(link)), image.endOffset() + 1);
    }

    /** The mirror of one topic does not become the mirror of another. */
    @Test
    void refusesTheMirrorOfAnotherTopicAsDestination() {
        List<Change> changes =
                List.of(new Change.DeleteTopicMapping("default", "orders", 1), put(literal("payments", "orders")));

        assertThat(effects(MIRRORED, changes.toArray(Change[]::new)).problems())
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.code()).isEqualTo("destination_topic_exists");
                    assertThat(problem.message()).contains("payments", "orders");
                });
    }

    @Test
    void refusesTheMirrorOfAnotherClustersTopicAsDestination() {
        SourceScan elsewhere = new SourceScan("another-cluster", List.of(topic("orders", false)));
        ChangePlan plan = ChangePlan.of(released(), List.of(put(ORDERS)));

        assertThat(ChangeEffects.of(plan, Map.of("default", elsewhere), name -> false, topic -> Optional.empty())
                        .problems())
                .extracting(Problem::code)
                .containsExactly("destination_topic_exists");
    }

    @Test
    void tellsOfTopicsThatAreReleased() {
        assertThat(effects(MIRRORED, new Change.DeleteTopicMapping("default", "orders", 1))
                        .topics())
                .containsExactly(effect(MigrationState.REJECT, MigrationState.REJECT, "released"));
    }

    @Test
    void tellsOfTopicsThatAreAdopted() {
        assertThat(effects(released(), put(ORDERS)).topics())
                .containsExactly(effect(MigrationState.REJECT, MigrationState.REJECT, "adopted"));
        assertThat(effects(released(), put(States.literal("default", 0, "orders", "orders", ENABLED)))
                        .topics())
                .containsExactly(effect(MigrationState.REJECT, MigrationState.PROXY, "adopted"));
    }

    /** It would not be mirrored, and that is known now. */
    @Test
    void refusesToAdoptTheMirrorOfATopicThatWasMadeAnew() {
        SourceTopic anew = new SourceTopic("orders", "AAAAAAAAAAAAAAAAAAAAAg", 1, false);

        assertThat(effects(released(), List.of(anew), put(ORDERS)).problems())
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.code()).isEqualTo("source_topic_recreated");
                    assertThat(problem.message()).contains("orders", "made anew");
                    assertThat(problem.remedy()).contains("another name", "delete topic orders");
                });
    }

    @Test
    void tellsOfTopicsWhoseProducersArePutThrough() {
        StateImage proxied = with(
                LINKED,
                new MappingDocument(States.literal("default", 0, "orders", "orders", ENABLED), 1),
                States.topic("default", "orders", 1, new Migration.Proxy()));

        assertThat(effects(MIRRORED, revised(States.literal("default", 0, "orders", "orders", ENABLED)))
                        .topics())
                .containsExactly(effect(MigrationState.REJECT, MigrationState.PROXY, "proxied"));
        assertThat(effects(proxied, revised(ORDERS)).topics())
                .containsExactly(effect(MigrationState.PROXY, MigrationState.REJECT, "unproxied"));
    }

    @Test
    void tellsOfTopicsWhoseLinkIsPausedOrRunsAgain() {
        LinkSpec paused = States.link("default").spec().withState(LinkSpec.PAUSED);
        Change pause = new Change.PutLink(paused, 1);
        StateImage resting = MIRRORED.apply(
                List.of(StateRecord.of(new LinkDocument(paused, 1, States.SOURCE_CLUSTER))), MIRRORED.endOffset() + 1);

        assertThat(effects(MIRRORED, pause).topics())
                .containsExactly(effect(MigrationState.REJECT, MigrationState.REJECT, "paused"));
        assertThat(effects(MIRRORED, pause, revised(States.literal("default", 0, "orders", "orders", ENABLED)))
                        .topics())
                .containsExactly(effect(MigrationState.REJECT, MigrationState.PROXY, "paused"));
        assertThat(effects(resting, new Change.PutLink(States.link("default").spec(), 1))
                        .topics())
                .containsExactly(effect(MigrationState.REJECT, MigrationState.REJECT, "resumed"));
        assertThat(effects(resting, put(literal("payments", "payments"))).warnings())
                .singleElement()
                .satisfies(warning -> {
                    assertThat(warning.code()).isEqualTo("link_paused");
                    assertThat(warning.message()).contains("link default", "1 topic is newly matched");
                });
        assertThat(effects(resting, revised(ORDERS)).warnings()).isEmpty();
    }

    @Test
    void warnsWithTheLagOfEachTopicThatIsLetGo() {
        Change letGo = revised(ORDERS.withIrreversibleDisableOrbitManagement(true));
        figures = figures(12L, 3.44);

        assertThat(effects(MIRRORED, letGo).topics())
                .containsExactly(effect(MigrationState.REJECT, MigrationState.COMPLETE, "let_go"));
        assertThat(effects(MIRRORED, letGo).warnings()).singleElement().satisfies(warning -> {
            assertThat(warning.code()).isEqualTo("irreversible");
            assertThat(warning.message())
                    .isEqualTo("topic orders is let go as it is, and takes produces of its own. It is behind its source"
                            + " by 12 records (3.4 s), which are never mirrored. This cannot be undone.");
        });
        figures = figures(0L, 0.0);
        assertThat(effects(MIRRORED, letGo).warnings().get(0).message()).contains("It holds all that its source has");
        figures = figures(null, null);
        assertThat(effects(MIRRORED, letGo).warnings().get(0).message()).contains("is not known");
    }

    @Test
    void aMappingThatLetsGoMatchesNothingNewAndWarnsOnce() {
        TopicMappingSpec lettingGo = ORDERS.withIrreversibleDisableOrbitManagement(true);

        assertThat(effects(LINKED, put(lettingGo)).topics()).isEmpty();
        assertThat(effects(released(), put(lettingGo)).topics())
                .containsExactly(effect(MigrationState.REJECT, MigrationState.COMPLETE, "let_go"));
        StateImage letGo = with(
                LINKED,
                new MappingDocument(lettingGo, 1),
                States.topic("default", "orders", 1, new Migration.Reject()));
        assertThat(effects(letGo, revised(lettingGo.withTopicConfig(Map.of("retention.ms", "1"))))
                        .warnings())
                .isEmpty();
    }

    @Test
    void warnsOfMirrorsThatAreDeletedBecauseTheirSourceIsGone() {
        MirrorTopic orphaned = States.topic("default", "orders", 1, new Migration.Reject())
                .withCreated("id")
                .withTrouble(SourceTrouble.NONE.withDeletedAt(7L));
        StateImage image = with(LINKED, new MappingDocument(ORDERS, 1), orphaned);
        Change follow = revised(ORDERS.withFollowSourceDeletion(true));

        assertThat(effects(image, List.of(), follow).topics())
                .containsExactly(effect(MigrationState.REJECT, MigrationState.REJECT, "deleted"));
        assertThat(effects(image, List.of(), follow).warnings())
                .extracting(Problem::code)
                .containsExactly("mirror_deleted");
        assertThat(effects(MIRRORED, follow).topics()).isEmpty();
    }

    private static Snapshot.Topic figures(@Nullable Long offsetLag, @Nullable Double timeLagSeconds) {
        return new Snapshot.Topic(
                "default",
                "orders",
                "orders",
                "orders",
                MigrationState.REJECT,
                MirrorState.ACTIVE,
                offsetLag,
                timeLagSeconds,
                null,
                null,
                List.of());
    }

    @Test
    void leavesTopicsThatMigrateOrAreCompleteAlone() {
        for (Migration migration :
                List.of(new Migration.Complete(List.of(1L), 1), new Migration.CatchingUp(States.attempt(1)))) {
            StateImage image =
                    with(LINKED, new MappingDocument(ORDERS, 1), States.topic("default", "orders", 1, migration));

            assertThat(effects(image, revised(States.literal("default", 0, "orders", "orders", ENABLED)))
                            .topics())
                    .isEmpty();
        }
    }

    /** Or nobody could change a link's password once somebody made a topic that a regex matches. */
    @Test
    void doesNotBlameABatchForWhatWasSoBefore() {
        foreign = Set.of("payments");
        StateImage image = with(LINKED, new MappingDocument(States.regex("default", 0, "pay.*", ""), 1));

        ChangeEffects effects =
                effects(image, new Change.PutLink(States.link("default").spec(), 1));

        assertThat(effects.problems()).isEmpty();
        assertThat(effects.topics()).isEmpty();
    }

    private ChangeEffects effects(StateImage image, Change... changes) {
        return effects(image, List.of(topic("orders", false), topic("payments", false)), changes);
    }

    private ChangeEffects effects(StateImage image, List<SourceTopic> topics, Change... changes) {
        ChangePlan plan = ChangePlan.of(image, Arrays.asList(changes));
        return ChangeEffects.of(
                plan,
                Map.of("default", new SourceScan(States.SOURCE_CLUSTER, topics)),
                foreign::contains,
                topic -> Optional.ofNullable(figures));
    }

    private static StateImage released() {
        MirrorTopic topic = States.topic("default", "orders", 1, new Migration.Reject());
        return with(LINKED, topic.withMapping("default", null, new Migration.Reject()));
    }

    private static StateImage with(StateImage image, MappingDocument mapping, MirrorTopic topic) {
        return with(with(image, mapping), topic);
    }

    private static StateImage with(StateImage image, MappingDocument mapping) {
        return image.apply(List.of(StateRecord.of(mapping)), image.endOffset() + 1);
    }

    private static StateImage with(StateImage image, MirrorTopic topic) {
        return image.apply(List.of(StateRecord.of(topic)), image.endOffset() + 1);
    }

    private static TopicMappingSpec literal(String sourceTopic, String topic) {
        return States.literal("default", 0, sourceTopic, topic, AutoMigration.INHERIT);
    }

    private static Change put(TopicMappingSpec spec) {
        return new Change.PutTopicMapping(spec, 0);
    }

    private static Change revised(TopicMappingSpec spec) {
        return new Change.PutTopicMapping(spec, 1);
    }

    private static SourceTopic topic(String name, boolean internal) {
        return new SourceTopic(name, States.SOURCE_TOPIC_ID, 1, internal);
    }

    private static TopicEffect effect(MigrationState from, MigrationState to, String effect) {
        return new TopicEffect("default", "orders", "orders", from, to, effect);
    }
}
