// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.topic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.coordinator.core.Members;
import dev.orbit.agent.coordinator.source.SourceQueries.SourceScan;
import dev.orbit.agent.coordinator.source.SourceQueries.SourceTopic;
import dev.orbit.agent.state.StateImage;
import dev.orbit.agent.state.StateRecord;
import dev.orbit.agent.state.States;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NewcomersTest {

    private static final String MAPPING = "default/orders";
    private static final StateImage BEFORE = States.image(StateRecord.of(States.mapping("default", "other", "other")));
    private static final StateImage DECLARED = BEFORE.apply(
            List.of(StateRecord.of(States.mapping("default", "orders", "orders"))), BEFORE.endOffset() + 1);

    private final Newcomers newcomers = new Newcomers();

    @Test
    void aTopicIsNewToTheMappingsThatWereLookedWithBefore() {
        newcomers.look("default", BEFORE, scan("a"));
        newcomers.look("default", DECLARED, scan("a", "b"));
        newcomers.look("default", DECLARED, scan("a", "b", "c"));

        assertThat(isNew("a")).isFalse();
        assertThat(isNew("b")).isFalse();
        assertThat(newcomers.isNew("default", "default/other", topic("b"))).isTrue();
        assertThat(isNew("c")).isTrue();
        assertThat(newcomers.isNew("another", MAPPING, topic("c"))).isFalse();
        assertThat(newcomers.isNew("default", "default/unknown", topic("c"))).isFalse();
    }

    /** What came between the last look and the declaration was there when the mapping was declared. */
    @Test
    void aLookOfBeforeTheDeclarationIsNotTheFirstOne() {
        SourceScan old = scan("a");
        newcomers.look("default", BEFORE, old);
        newcomers.look("default", DECLARED, old);
        newcomers.look("default", DECLARED, scan("a", "b"));

        assertThat(isNew("b")).isFalse();
    }

    /** What was there before the link was pointed elsewhere says nothing of the topics there. */
    @Test
    void anotherClusterIsLookedAtForTheFirstTime() {
        newcomers.look("default", DECLARED, scan("a"));
        newcomers.look("default", DECLARED, new SourceScan("another cluster", List.of(topic("b"))));

        assertThat(isNew("b")).isFalse();
    }

    @Test
    void aBrokerThatKnowsNothingYetMakesNothingNew() {
        newcomers.look("default", DECLARED, scan());
        newcomers.look("default", DECLARED, scan("a"));
        newcomers.look("default", DECLARED, scan());
        newcomers.look("default", DECLARED, scan("a"));

        assertThat(isNew("a")).isFalse();
    }

    @Test
    void nothingIsNewToANewTermOrALinkThatIsDeclaredAgain() {
        Members members = new Members(1, List.of(), 0);
        newcomers.retain(members, Set.of("default"));
        newcomers.look("default", DECLARED, scan("a"));
        newcomers.look("default", DECLARED, scan("a", "b"));
        newcomers.retain(members, Set.of("default"));
        assertThat(isNew("b")).isTrue();

        newcomers.retain(new Members(1, List.of(), 0), Set.of("default"));
        assertThat(isNew("b")).isFalse();
    }

    private boolean isNew(String topic) {
        return newcomers.isNew("default", MAPPING, topic(topic));
    }

    private static SourceScan scan(String... topics) {
        return new SourceScan(
                States.SOURCE_CLUSTER,
                Arrays.stream(topics).map(NewcomersTest::topic).toList());
    }

    private static SourceTopic topic(String name) {
        return new SourceTopic(name, States.SOURCE_TOPIC_ID, 1, false);
    }
}
