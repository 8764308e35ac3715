// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.topic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.coordinator.core.Members;
import dev.orbit.agent.coordinator.core.Situation;
import dev.orbit.agent.coordinator.link.LinkWatch;
import dev.orbit.agent.coordinator.source.AnsweringTopics;
import dev.orbit.agent.coordinator.source.SourceQueries;
import dev.orbit.agent.coordinator.source.SourceTopicConfig;
import dev.orbit.agent.migration.OpenTransaction;
import dev.orbit.agent.state.LinkDocument;
import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.StateImage;
import dev.orbit.agent.state.StateRecord;
import dev.orbit.agent.state.States;
import dev.orbit.schemas.LinkSpec;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SourceDeletionTest {

    private static final long STEP_NANOS = 10_000_000_000L;

    private final Source source = new Source();
    private final Members members = new Members(1, List.of(), 0);
    private final LinkWatch links = new LinkWatch(source, "own-cluster", 0, Runnable::run, () -> {});
    private final SourceDeletion deletion = new SourceDeletion(links, source, 0, Runnable::run, () -> {});
    private StateImage image = States.image(
            StateRecord.of(States.link("default")),
            StateRecord.of(States.mapping("default", "orders", "orders")),
            StateRecord.of(States.topic("default", "orders", 1, new Migration.Reject())));
    private long nowNanos = System.nanoTime();

    @BeforeEach
    void lookAtTheSource() {
        turns(3);
        assertThat(topic().trouble().isDeleted()).isFalse();
    }

    @Test
    void aTopicThatTheSourceDeniesTwiceIsDeleted() {
        source.listed = false;
        source.denied = true;
        turns(10);

        assertThat(topic().trouble().isDeleted()).isTrue();
        assertThat(topic().isMirrored()).isFalse();
    }

    @Test
    void aTopicThatIsDeniedOnceIsNot() {
        source.listed = false;
        for (int i = 0; i < 5; i++) {
            source.denied = true;
            source.answers = 0;
            while (source.answers == 0) {
                turns(1);
            }
            source.denied = false;
            turns(3);
        }

        assertThat(topic().trouble().isDeleted()).isFalse();
    }

    /** The list leaves it out, and asked by name the source does not say that there is none. */
    @Test
    void aTopicThatMayNotBeSeenIsNotDeleted() {
        source.listed = false;
        turns(10);

        assertThat(topic().trouble().isDeleted()).isFalse();
    }

    @Test
    void theSameTopicMayComeBack() {
        source.listed = false;
        source.denied = true;
        turns(10);
        source.listed = true;
        turns(3);

        assertThat(topic().trouble().isDeleted()).isFalse();
    }

    /** Another cluster that has no such topic says nothing of the one that is mirrored. */
    @Test
    void aTopicOfTheClusterThatTheLinkLedToBeforeIsNotDeleted() {
        source.clusterId = "other-cluster-id";
        source.listed = false;
        source.denied = true;
        image = image.apply(
                List.of(StateRecord.of(new LinkDocument(States.link("default").spec(), 2, "other-cluster-id"))), 9);
        turns(10);

        assertThat(topic().trouble().isDeleted()).isFalse();
    }

    private MirrorTopic topic() {
        MirrorTopic topic = image.topics().get("orders");
        assertThat(topic).isNotNull();
        return topic;
    }

    private void turns(int count) {
        for (int i = 0; i < count; i++) {
            nowNanos += STEP_NANOS;
            Situation situation = new Situation(image, members, 1_000, nowNanos);
            links.decide(situation);
            image = image.apply(deletion.decide(situation), image.endOffset() + 1);
        }
    }

    private static final class Source implements SourceQueries {
        private String clusterId = States.SOURCE_CLUSTER;
        private boolean listed = true;
        private boolean denied;
        private int answers;

        @Override
        public SourceScan scan(LinkSpec link) {
            return new SourceScan(
                    clusterId,
                    listed ? List.of(new SourceTopic("orders", States.SOURCE_TOPIC_ID, 1, false)) : List.of());
        }

        @Override
        public Map<String, OptionalLong> deleteRetentions(LinkSpec link, Collection<String> topics) {
            return Map.of();
        }

        @Override
        public Set<String> missing(LinkSpec link, Collection<String> topics) {
            answers++;
            return denied ? Set.copyOf(topics) : Set.of();
        }

        @Override
        public Map<Beginning, BeginningDetails> details(LinkSpec link, Set<Beginning> beginnings) {
            return Map.of();
        }

        @Override
        public Map<String, List<String>> origins(LinkSpec link) {
            return Map.of();
        }

        @Override
        public TopicConfigs topicConfigs(LinkSpec link, Collection<String> topics) {
            return new TopicConfigs(new AnsweringTopics("", Map.of()), Map.of(), Map.of());
        }

        @Override
        public Map<String, Map<String, SourceTopicConfig>> topicConfigsByBroker(
                LinkSpec link, Collection<String> topics) {
            throw new AssertionError();
        }

        @Override
        public Map<SourceTopicId, TopicEnds> ends(LinkSpec link, EndsFor whom, Set<SourceTopicId> topics) {
            return Map.of();
        }

        @Override
        public List<OpenTransaction> openTransactions(
                LinkSpec link, MirrorTopic topic, Collection<Integer> partitions) {
            return List.of();
        }

        @Override
        public void checkProxy(LinkSpec link) {}
    }
}
