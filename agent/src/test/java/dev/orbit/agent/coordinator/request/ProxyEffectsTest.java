// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.orbit.agent.coordinator.source.SourceQueries.SourceScan;
import dev.orbit.agent.coordinator.source.SourceQueries.SourceTopic;
import dev.orbit.agent.state.MappingDocument;
import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.StateImage;
import dev.orbit.agent.state.StateRecord;
import dev.orbit.agent.state.States;
import dev.orbit.schemas.AutoMigration;
import dev.orbit.schemas.Change;
import dev.orbit.schemas.ChangesResponse.TopicEffect;
import dev.orbit.schemas.MigrationState;
import dev.orbit.schemas.Problem;
import dev.orbit.schemas.TopicMappingSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Two links to one source, which holds orders; both mirror it where a test says so. */
class ProxyEffectsTest {

    private static final AutoMigration ENABLED = new AutoMigration(true);
    private static final StateImage LINKED =
            States.image(StateRecord.of(States.link("default")), StateRecord.of(States.link("other")));

    private static ChangeEffects effects(StateImage image, Change... changes) {
        SourceTopic orders = new SourceTopic("orders", States.SOURCE_TOPIC_ID, 1, false);
        SourceScan scan = new SourceScan(States.SOURCE_CLUSTER, List.of(orders));
        return ChangeEffects.of(
                ChangePlan.of(image, Arrays.asList(changes)),
                new TreeMap<>(Map.of("default", scan, "other", scan)),
                name -> false,
                topic -> Optional.empty());
    }

    private static Change put(TopicMappingSpec spec) {
        return new Change.PutTopicMapping(spec, 0);
    }

    private static Change revised(TopicMappingSpec spec) {
        return new Change.PutTopicMapping(spec, 1);
    }

    private static TopicMappingSpec mirror(String link, String topic, AutoMigration autoMigration) {
        return States.literal(link, 0, "orders", topic, autoMigration);
    }

    /** Orders is mirrored as {@code a} and as {@code b}. */
    private static StateImage twins(AutoMigration ofA, Migration a, AutoMigration ofB, Migration b) {
        return LINKED.apply(
                List.of(
                        StateRecord.of(new MappingDocument(mirror("default", "a", ofA), 1)),
                        StateRecord.of(States.mirror("default", "orders", "a", 1, a)),
                        StateRecord.of(new MappingDocument(mirror("other", "b", ofB), 1)),
                        StateRecord.of(States.mirror("other", "orders", "b", 1, b))),
                LINKED.endOffset() + 1);
    }

    private static TopicEffect proxied(String link, String topic) {
        return new TopicEffect(link, "orders", topic, MigrationState.REJECT, MigrationState.PROXY, "proxied");
    }

    private static TopicEffect unproxied(String link, String topic) {
        return new TopicEffect(link, "orders", topic, MigrationState.PROXY, MigrationState.REJECT, "unproxied");
    }

    @Test
    void ofTwoMirrorsThatAreEnabledTogetherOneIsProxied() {
        StateImage neither =
                twins(AutoMigration.INHERIT, new Migration.Reject(), AutoMigration.INHERIT, new Migration.Reject());

        ChangeEffects effects =
                effects(neither, revised(mirror("default", "a", ENABLED)), revised(mirror("other", "b", ENABLED)));

        assertThat(effects.topics()).containsExactly(proxied("default", "a"));
        assertThat(effects.warnings()).singleElement().satisfies(warning -> {
            assertThat(warning.code()).isEqualTo("proxied_elsewhere");
            assertThat(warning.message()).contains("topic b refuses", "as topic a of link default");
        });
    }

    @Test
    void ofTwoNewMirrorsOneIsProxied() {
        ChangeEffects effects =
                effects(LINKED, put(mirror("default", "a", ENABLED)), put(mirror("other", "b", ENABLED)));

        assertThat(effects.topics())
                .extracting(TopicEffect::topic, TopicEffect::to)
                .containsExactly(tuple("a", MigrationState.PROXY), tuple("b", MigrationState.REJECT));
        assertThat(effects.warnings()).extracting(Problem::code).containsExactly("proxied_elsewhere");
    }

    @Test
    void theProxyMovesFromOneMirrorToAnotherInOneBatch() {
        StateImage ofB = twins(AutoMigration.INHERIT, new Migration.Reject(), ENABLED, new Migration.Proxy());

        ChangeEffects effects = effects(
                ofB, revised(mirror("default", "a", ENABLED)), revised(mirror("other", "b", AutoMigration.INHERIT)));

        assertThat(effects.topics()).containsExactly(proxied("default", "a"), unproxied("other", "b"));
        assertThat(effects.warnings()).isEmpty();
    }

    @Test
    void theMirrorThatWaitedIsProxiedOnceTheOtherIsNot() {
        StateImage ofA = twins(ENABLED, new Migration.Proxy(), ENABLED, new Migration.Reject());

        assertThat(effects(ofA, revised(mirror("default", "a", AutoMigration.INHERIT)))
                        .topics())
                .containsExactly(unproxied("default", "a"), proxied("other", "b"));
        assertThat(effects(ofA, new Change.DeleteTopicMapping("default", "orders", 1))
                        .topics())
                .contains(proxied("other", "b"));
        assertThat(effects(ofA, revised(mirror("default", "a", ENABLED).withTopicConfig(Map.of("retention.ms", "1"))))
                        .warnings())
                .as("of what was so before")
                .isEmpty();
    }

    /** {@code a} takes produces of its own from then on, and what is written there never gets to the source. */
    @Test
    void noMirrorIsProxiedWhileAnotherIsOpen() {
        StateImage ofA = twins(ENABLED, new Migration.Proxy(), AutoMigration.INHERIT, new Migration.Reject());
        StateImage opened =
                twins(ENABLED, new Migration.Complete(List.of(1L), 1), AutoMigration.INHERIT, new Migration.Reject());

        ChangeEffects letGo = effects(
                ofA,
                revised(mirror("default", "a", ENABLED).withIrreversibleDisableOrbitManagement(true)),
                revised(mirror("other", "b", ENABLED)));
        assertThat(letGo.topics()).extracting(TopicEffect::topic).containsExactly("a");
        assertThat(letGo.warnings())
                .extracting(Problem::code)
                .containsExactlyInAnyOrder("irreversible", "proxied_elsewhere");

        ChangeEffects after = effects(opened, revised(mirror("other", "b", ENABLED)));
        assertThat(after.topics()).isEmpty();
        assertThat(after.warnings())
                .singleElement()
                .satisfies(warning -> assertThat(warning.message()).contains("topic b", "COMPLETE", "topic a"));
    }
}
