// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.orbit.agent.coordinator.source.SourceQueries.SourceScan;
import dev.orbit.agent.coordinator.source.SourceQueries.SourceTopic;
import dev.orbit.agent.state.MappingDocument;
import dev.orbit.agent.state.StateImage;
import dev.orbit.agent.state.StateRecord;
import dev.orbit.agent.state.States;
import dev.orbit.schemas.AutoMigration;
import dev.orbit.schemas.Change;
import dev.orbit.schemas.Problem;
import dev.orbit.schemas.TopicMappingSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A link whose source holds orders and payments. */
class UnmatchedMappingsTest {

    private static final AutoMigration ENABLED = new AutoMigration(true);
    private static final StateImage LINKED = States.image(StateRecord.of(States.link("default")));

    @Test
    void warnsOfAMappingThatMatchesNothingAtItsSource() {
        ChangeEffects effects = effects(
                LINKED,
                put(literal("ordres", "ordres")),
                put(States.regex("default", 1, "pay.*", "")),
                put(States.regex("default", 2, "payments|audit-.*", "copy.")));

        assertThat(effects.warnings())
                .extracting(Problem::code, Problem::field)
                .containsExactly(
                        tuple("source_topic_missing", "changes[0].spec.source_topic"),
                        tuple("nothing_matched", "changes[2].spec.source_regex"));
        assertThat(effects.warnings().get(0).message())
                .isEqualTo("topic mapping default/ordres: The source shows no topic ordres; it shows one only to a"
                        + " principal that may Describe it.");
        assertThat(effects.problems()).isEmpty();
    }

    /** A topic that is another mapping's is there all the same, and what the batch leaves alone was told when it was made. */
    @Test
    void saysNothingOfMappingsWhoseTopicIsThereOrThatItLeavesAlone() {
        StateImage image = with(LINKED, new MappingDocument(States.regex("default", 5, "audit-.*", ""), 1));

        assertThat(effects(image, put(States.regex("default", 0, "ord.*", "")), put(literalAt(1, "orders")))
                        .warnings())
                .isEmpty();
    }

    /** What was seen of a source before may lack what was made there since. */
    @Test
    void saysNothingOfASourceThatWasNotLookedAtForTheBatch() {
        TopicMappingSpec audit = States.regex("default", 5, "audit-.*", "");
        StateImage image = with(LINKED, new MappingDocument(audit.withAutoMigration(ENABLED), 1));

        assertThat(effects(image, revised(audit.withAutoMigration(new AutoMigration(false))))
                        .warnings())
                .isEmpty();
    }

    private static TopicMappingSpec literalAt(int priority, String sourceTopic) {
        return States.literal("default", priority, sourceTopic, "copy." + sourceTopic, AutoMigration.INHERIT);
    }

    private static ChangeEffects effects(StateImage image, Change... changes) {
        List<SourceTopic> topics = Stream.of("orders", "payments")
                .map(name -> new SourceTopic(name, States.SOURCE_TOPIC_ID, 1, false))
                .toList();
        return ChangeEffects.of(
                ChangePlan.of(image, Arrays.asList(changes)),
                Map.of("default", new SourceScan(States.SOURCE_CLUSTER, topics)),
                name -> false,
                topic -> Optional.empty());
    }

    private static StateImage with(StateImage image, MappingDocument mapping) {
        return image.apply(List.of(StateRecord.of(mapping)), image.endOffset() + 1);
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
}
