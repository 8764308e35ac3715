// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.state.LinkDocument;
import dev.orbit.agent.state.MappingDocument;
import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.Resync;
import dev.orbit.agent.state.SourceTrouble;
import dev.orbit.agent.state.StateImage;
import dev.orbit.agent.state.StateRecord;
import dev.orbit.agent.state.States;
import dev.orbit.schemas.AutoMigration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the producer of a topic in REJECT reads. */
class RefusalsTest {

    private static final MirrorTopic TOPIC = States.topic("default", "orders", 1, new Migration.Reject());
    private static final StateRecord LINK = StateRecord.of(States.link("default"));
    private static final StateRecord ENABLED = StateRecord.of(
            new MappingDocument(States.literal("default", 0, "orders", "orders", new AutoMigration(true)), 1));

    private static String rejected(MirrorTopic topic, StateRecord... others) {
        List<StateRecord> records = new ArrayList<>(List.of(others));
        records.add(StateRecord.of(topic));
        StateImage image = States.image(records.toArray(StateRecord[]::new));
        return Refusals.rejected(image, topic);
    }

    @Test
    void saysThatAutoMigrationIsNotEnabled() {
        assertThat(rejected(TOPIC, LINK, StateRecord.of(States.mapping("default", "orders", "orders"))))
                .isEqualTo(
                        "Topic orders, the mirror of orders over link default, takes no produces here (state REJECT):"
                                + " auto_migration is not enabled for its topic mapping. Produce to the source cluster, or"
                                + " enable it to have produces forwarded.");
        assertThat(rejected(TOPIC, LINK, ENABLED)).contains("PROXY in a moment", "Try again");
    }

    @Test
    void saysThatTheLinkCannotProxy() {
        LinkDocument link =
                new LinkDocument(States.linkSpec("default", new AutoMigration(true), null), 1, States.SOURCE_CLUSTER);

        assertThat(rejected(TOPIC, StateRecord.of(link), ENABLED))
                .contains("link default has no credentials for the proxy", "auto_migration_source_cluster_credentials");
    }

    @Test
    void saysThatNoMappingHoldsIt() {
        String[] words = {
            "no topic mapping holds it any more", "declare a topic mapping that matches source topic orders"
        };

        assertThat(rejected(TOPIC.withMapping("default", null, new Migration.Reject()), LINK, ENABLED))
                .contains(words);
        assertThat(rejected(TOPIC, LINK)).contains(words);
        assertThat(rejected(TOPIC)).contains(words);
    }

    @Test
    void saysThatAnotherMirrorHasItsProducers() {
        assertThat(rejected(
                        TOPIC,
                        LINK,
                        ENABLED,
                        StateRecord.of(States.mirror("other", "orders", "copy.orders", 1, new Migration.Proxy()))))
                .contains("producers forwarded as topic copy.orders of link other", "Disable auto_migration for one")
                .doesNotContain("enable it");
        assertThat(rejected(
                        TOPIC,
                        LINK,
                        ENABLED,
                        StateRecord.of(States.mirror(
                                "other", "orders", "copy.orders", 1, new Migration.Complete(List.of(10L), 1)))))
                .contains("COMPLETE as topic copy.orders", "Remove the mapping of topic orders");
    }

    /** Whatever its mapping says. */
    @Test
    void saysWhatIsWrongWithTheMirror() {
        assertThat(rejected(TOPIC.withTrouble(SourceTrouble.NONE.withDeletedAt(1L)), LINK, ENABLED))
                .contains("source topic orders was deleted", "orbit failover --topic orders.")
                .doesNotContain("auto_migration");
        assertThat(rejected(TOPIC.withFailure("it was made anew: orbit resync --topic orders"), LINK, ENABLED))
                .contains("not mirrored: it was made anew: orbit resync --topic orders. Produce to the source cluster"
                        + " until")
                .doesNotContain("auto_migration");
        assertThat(rejected(TOPIC.withResync(new Resync(States.TOPIC_ID, 1)), LINK, ENABLED))
                .contains("being made anew. Wait");
    }
}
