// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.duty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.coordinator.core.Members;
import dev.orbit.agent.coordinator.core.Situation;
import dev.orbit.agent.state.AgentRegistration;
import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.StateImage;
import dev.orbit.agent.state.StateRecord;
import dev.orbit.agent.state.States;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A destination that is slow to show what was created, as one with thousands of new partitions is. */
class TopicCreatorTest {

    private static final long SECOND = 1_000_000_000L;
    private static final MirrorTopic RECORDED = recorded();

    private final SlowDestination destination = new SlowDestination();
    private final OneTopicSource source = new OneTopicSource();
    private final LinkWatch links = new LinkWatch(source, "own-cluster", Long.MAX_VALUE, Runnable::run, () -> {});
    private final TopicCreator creator =
            new TopicCreator(destination, source, links, (image, topic) -> true, Runnable::run, () -> {});
    private final long startNanos = System.nanoTime();

    private static MirrorTopic recorded() {
        MirrorTopic created = States.topic("default", "orders", 1, new Migration.Reject());
        return new MirrorTopic(
                created.topic(),
                created.link(),
                created.mapping(),
                created.sourceTopic(),
                created.sourceTopicId(),
                created.sourceClusterId(),
                created.startOffsets(),
                false,
                created.migration(),
                0,
                null,
                null,
                created.trouble(),
                null);
    }

    private List<StateRecord> decide(long afterSeconds) {
        StateImage image = States.image(
                StateRecord.of(States.link("default")),
                StateRecord.of(States.mapping("default", "orders", "orders")),
                StateRecord.of(RECORDED));
        Situation situation = new Situation(
                image, new Members(1, List.<AgentRegistration>of(), 0), 0, startNanos + afterSeconds * SECOND);
        links.decide(situation);
        return creator.decide(situation);
    }

    @Test
    void aTopicThatShowsLateIsItsOwnAndIsCreatedOnce() {
        decide(0);
        decide(10);
        decide(20);
        assertThat(destination.created).containsExactly("orders");

        destination.shown = true;
        assertThat(decide(21)).containsExactly(StateRecord.of(RECORDED.withCreated("id-of-orders")));
    }

    @Test
    void aTopicOfAnEarlierCoordinatorIsLookedIntoBeforeItIsCalledForeign() {
        destination.shown = true;
        assertThat(decide(0)).isEmpty();
        assertThat(decide(30)).isEmpty();
        destination.holdsRecords = false;
        assertThat(decide(31)).containsExactly(StateRecord.of(RECORDED.withCreated("id-of-orders")));

        destination.holdsRecords = true;
        assertThat(decide(32))
                .singleElement()
                .satisfies(record ->
                        assertThat(((MirrorTopic) record.value()).failure()).contains("created by somebody else"));
    }

    private static final class SlowDestination implements Destination {
        private final List<String> created = new ArrayList<>();
        private boolean shown;
        private @Nullable Boolean holdsRecords;

        @Override
        public OptionalInt partitionCount(String topic) {
            return shown ? OptionalInt.of(1) : OptionalInt.empty();
        }

        @Override
        public Optional<String> topicId(String topic) {
            return shown ? Optional.of("id-of-" + topic) : Optional.empty();
        }

        @Override
        public Optional<String> delete(String topicId) {
            throw new AssertionError("not asked");
        }

        @Override
        public Optional<Boolean> holdsRecords(String topic) {
            return Optional.ofNullable(holdsRecords);
        }

        @Override
        public Map<String, String> configs(String topic) {
            return Map.of();
        }

        @Override
        public Optional<String> create(
                String topic, int partitions, @Nullable Integer replicationFactor, Map<String, String> configs) {
            boolean again = created.contains(topic);
            created.add(topic);
            return again ? Optional.of("Topic 'orders' already exists.") : Optional.empty();
        }

        @Override
        public Optional<String> addPartitions(String topic, int partitions) {
            throw new AssertionError("not asked");
        }

        @Override
        public Optional<String> alterConfigs(String topic, Map<String, Optional<String>> changes) {
            throw new AssertionError("not asked");
        }
    }
}
