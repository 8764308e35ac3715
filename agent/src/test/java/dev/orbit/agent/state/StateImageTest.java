// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orbit.schemas.AutoMigration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StateImageTest {

    private static final MirrorTopic ORDERS = States.topic("default", "orders", 1, new Migration.Reject());

    @Test
    void keepsTheNewestRecordOfEachThing() {
        MirrorTopic proxied = ORDERS.withMigration(new Migration.Proxy());

        StateImage image = StateImage.EMPTY
                .apply(List.of(StateRecord.of(ORDERS), StateRecord.of(States.link("default"))), 2)
                .apply(List.of(StateRecord.of(proxied)), 3);

        assertThat(image.topics()).containsExactly(Map.entry("orders", proxied));
        assertThat(image.links()).containsOnlyKeys("default");
        assertThat(image.endOffset()).isEqualTo(3);
    }

    @Test
    void removesThingsOfEveryKind() {
        StateImage image = States.image(
                StateRecord.of(ORDERS),
                StateRecord.of(States.link("default")),
                StateRecord.of(States.mapping("default", "orders", "orders")),
                StateRecord.of(new AgentRegistration(1, "x")));

        StateImage emptied = image.apply(
                List.of(
                        StateRecord.removal(StateRecord.Kind.TOPIC, "orders"),
                        StateRecord.removal(StateRecord.Kind.LINK, "default"),
                        StateRecord.removal(StateRecord.Kind.MAPPING, "default/orders"),
                        StateRecord.removal(StateRecord.Kind.AGENT, "1")),
                8);

        assertThat(emptied)
                .isEqualTo(new StateImage(
                        8, Map.of(), Map.of(), Map.of(), Map.of(), Map.of(), Map.of(), Map.of(), Map.of(), Map.of(),
                        Map.of()));
    }

    @Test
    void removingWhatIsNotThereChangesNothing() {
        StateImage image = States.image(StateRecord.of(ORDERS));

        assertThat(image.apply(List.of(StateRecord.removal(StateRecord.Kind.TOPIC, "payments")), 2)
                        .topics())
                .isEqualTo(image.topics());
    }

    /** Agents read the same records in batches of their own. */
    @Test
    void comesToTheSameHoweverTheRecordsAreCut() {
        List<StateRecord> records = List.of(
                StateRecord.of(ORDERS),
                StateRecord.of(ORDERS.withMigration(new Migration.Proxy())),
                StateRecord.removal(StateRecord.Kind.TOPIC, "orders"),
                StateRecord.of(ORDERS),
                StateRecord.of(new AgentRegistration(1, "x")),
                StateRecord.of(new AgentRegistration(1, "y")));

        StateImage oneByOne = StateImage.EMPTY;
        for (int i = 0; i < records.size(); i++) {
            oneByOne = oneByOne.apply(List.of(records.get(i)), i + 1);
        }

        assertThat(oneByOne).isEqualTo(StateImage.EMPTY.apply(records, records.size()));
        assertThat(oneByOne.agents()).containsValue(new AgentRegistration(1, "y"));
    }

    @Test
    void doesNotChange() {
        StateImage image = States.image(StateRecord.of(ORDERS));

        image.apply(List.of(StateRecord.removal(StateRecord.Kind.TOPIC, "orders")), 2);

        assertThat(image.topics()).containsKey("orders");
        assertThatThrownBy(() -> image.topics().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void triesMappingsFromTheLowestPriorityToTheHighestAndByNameWithin() {
        List<MappingDocument> mappings = new ArrayList<>();
        mappings.add(new MappingDocument(States.literal("default", 2, "a", "a", AutoMigration.INHERIT), 1));
        mappings.add(new MappingDocument(States.regex("default", -5, "z.*", ""), 1));
        mappings.add(new MappingDocument(States.regex("default", 2, "Z.*", ""), 1));
        mappings.add(new MappingDocument(States.literal("other", -9, "b", "b", AutoMigration.INHERIT), 1));

        StateImage image = States.image(mappings.stream().map(StateRecord::of).toArray(StateRecord[]::new));

        assertThat(image.mappingsOf("default").stream()
                        .map(mapping -> mapping.spec().source()))
                .containsExactly("z.*", "Z.*", "a");
        assertThat(image.mappingsOf("default2")).isEmpty();
    }

    @Test
    void tellsTheEpochsOfOneTopicWhateverTheOthersAreCalled() {
        StateImage image = States.image(
                StateRecord.of(SourceEpochs.none("orders", 0)),
                StateRecord.of(SourceEpochs.none("orders", 11)),
                StateRecord.of(SourceEpochs.none("order", 0)),
                StateRecord.of(SourceEpochs.none("orders-1", 0)),
                StateRecord.of(SourceEpochs.none("orders.eu", 0)),
                StateRecord.of(SourceEpochs.none("orders0", 0)));

        assertThat(image.epochsOf("orders"))
                .containsExactlyInAnyOrder(SourceEpochs.none("orders", 0), SourceEpochs.none("orders", 11));
        assertThat(image.epochsOf("none")).isEmpty();
    }
}
