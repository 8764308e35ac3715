// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.topic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.coordinator.core.Members;
import dev.orbit.agent.coordinator.core.Situation;
import dev.orbit.agent.coordinator.destination.OneTopicDestination;
import dev.orbit.agent.coordinator.link.LinkWatch;
import dev.orbit.agent.coordinator.source.OneTopicSource;
import dev.orbit.agent.coordinator.source.SourceTopicConfig;
import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.StateRecord;
import dev.orbit.agent.state.States;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What one mirror topic takes over from its source, with clusters that are objects. */
class TopicConfigSyncTest {

    private static final MirrorTopic ORDERS = States.topic("default", "orders", 1, new Migration.Reject());

    private final OneTopicSource source = new OneTopicSource();
    private final OneTopicDestination destination = new OneTopicDestination();
    private final LinkWatch links = new LinkWatch(source, "own-cluster", Long.MAX_VALUE, Runnable::run, () -> {});
    private final TopicConfigSync sync =
            new TopicConfigSync(links, source, destination, Long.MAX_VALUE, Runnable::run, () -> {});
    private final Members members = new Members(1, List.of(), 0);

    private Situation situation(MirrorTopic topic) {
        return new Situation(
                States.image(
                        StateRecord.of(States.link("default")),
                        StateRecord.of(States.mapping("default", "orders", "orders")),
                        StateRecord.of(topic)),
                members,
                0,
                0);
    }

    private void decide(Situation situation) {
        for (int i = 0; i < 6; i++) {
            links.decide(situation);
            sync.decide(situation);
        }
    }

    /** The source has been scanned; then something happens, before the configs are read. */
    private void decideAfterTheScan(Runnable what) {
        Situation situation = situation(ORDERS);
        links.decide(situation);
        links.decide(situation);
        assertThat(links.scan("default")).isPresent();
        what.run();
        decide(situation);
    }

    @Test
    void setsWhatTheSourceHasAndTakesAwayWhatItHasNot() {
        destination.configs.put("retention.ms", "-1");
        source.configs = Map.of("cleanup.policy", "compact");

        decide(situation(ORDERS));

        assertThat(destination.configs).isEqualTo(Map.of("cleanup.policy", "compact"));
    }

    /** Brokers differ in how long they keep records: the mirror would lose what its source keeps. */
    @Test
    void setsWhatTheSourceTopicHasFromItsBrokersWhereTheDefaultHereIsAnother() {
        source.inherited = Map.of("retention.ms", "-1", "cleanup.policy", "delete");
        destination.topicDefaults = Map.of("retention.ms", "604800000", "cleanup.policy", "delete");

        decide(situation(ORDERS));

        assertThat(destination.configs).isEqualTo(Map.of("retention.ms", "-1"));
    }

    @Test
    void takesThatAwayOnceTheDefaultsAgree() {
        destination.configs.put("retention.ms", "-1");
        source.inherited = Map.of("retention.ms", "-1");
        destination.topicDefaults = Map.of("retention.ms", "-1");

        decide(situation(ORDERS));

        assertThat(destination.configs).isEmpty();
    }

    /** Its records would be deleted by the new one's retention, and they are the only copy. */
    @Test
    void changesNothingForATopicThatWasMadeAnewSinceTheScan() {
        destination.configs.put("retention.ms", "-1");

        decideAfterTheScan(() -> source.topicId = States.OTHER_SOURCE_TOPIC_ID);

        assertThat(destination.configs).isEqualTo(Map.of("retention.ms", "-1"));
        assertThat(sync.problems("default")).isEmpty();
    }

    @Test
    void believesNoOtherCluster() {
        destination.configs.put("retention.ms", "-1");

        decideAfterTheScan(() -> source.clusterId = "another");

        assertThat(destination.configs).isEqualTo(Map.of("retention.ms", "-1"));
        assertThat(sync.problems("default").values()).singleElement().asString().contains("Cluster another answered");
    }

    /** One that was restarted may show what was set on a deleted topic of the name; another one is asked each time. */
    @Test
    void changesNothingThatTheSourcesBrokersDoNotAgreeOn() {
        destination.configs.put("retention.ms", "-1");
        source.configs = Map.of("retention.ms", "1000");
        source.dissenting =
                Map.of("two:9092", Map.of("orders", new SourceTopicConfig(Map.of("retention.ms", "-1"), Map.of())));

        decide(situation(ORDERS));

        assertThat(destination.configs).isEqualTo(Map.of("retention.ms", "-1"));
        assertThat(sync.problems("default").get("orders"))
                .contains(
                        "brokers do not agree on [retention.ms] of topic orders",
                        "one:9092={retention.ms=1000}",
                        "two:9092={retention.ms=-1}");
    }

    @Test
    void asksNoBrokerThatDoesNotKnowTheTopic() {
        source.configs = Map.of("retention.ms", "1000");
        source.dissenting = Map.of("two:9092", Map.of());

        decide(situation(ORDERS));

        assertThat(destination.configs).isEqualTo(Map.of("retention.ms", "1000"));
    }

    /** Without topic ids, what has the name again cannot be told from what was deleted. */
    @Test
    void changesNothingForATopicThatWasDeletedAtTheSource() {
        destination.configs.put("retention.ms", "-1");

        decide(situation(ORDERS.withTrouble(ORDERS.trouble().withDeletedAt(1L))));

        assertThat(destination.configs).isEqualTo(Map.of("retention.ms", "-1"));
    }
}
