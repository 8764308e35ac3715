// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.topic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.command.Reports;
import dev.orbit.agent.coordinator.core.Members;
import dev.orbit.agent.coordinator.core.Situation;
import dev.orbit.agent.coordinator.destination.OneTopicDestination;
import dev.orbit.agent.coordinator.link.LinkWatch;
import dev.orbit.agent.coordinator.source.OneTopicSource;
import dev.orbit.agent.state.AgentRegistration;
import dev.orbit.agent.state.MappingDocument;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.Resync;
import dev.orbit.agent.state.StateImage;
import dev.orbit.agent.state.StateRecord;
import dev.orbit.agent.state.States;
import dev.orbit.schemas.TopicMappingSpec;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A destination that is slow to show what was created, as one with thousands of new partitions is. */
class TopicCreatorTest {

    private static final long SECOND = 1_000_000_000L;
    private static final MirrorTopic RECORDED = States.matched("default", "orders", 1);

    private final OneTopicDestination destination = new OneTopicDestination();
    private final OneTopicSource source = new OneTopicSource();
    private Members members = new Members(1, List.<AgentRegistration>of(), 0);
    private TopicMappingSpec mapping = TopicMappingSpec.literal("default", 0, "orders", "orders");
    private final LinkWatch links = new LinkWatch(source, "own-cluster", Long.MAX_VALUE, Runnable::run, () -> {});
    private final TopicCreator creator =
            new TopicCreator(destination, source, links, (image, topic) -> true, Runnable::run, () -> {});
    private final long startNanos = System.nanoTime();

    private List<StateRecord> decide(long afterSeconds) {
        return decide(RECORDED, afterSeconds);
    }

    /** The answer to a question that is asked comes with the next look. */
    private List<StateRecord> decideTwice(long afterSeconds) {
        List<StateRecord> first = decide(afterSeconds);
        return first.isEmpty() ? decide(afterSeconds) : first;
    }

    private StateImage image(MirrorTopic topic) {
        return States.image(
                StateRecord.of(States.link("default")),
                StateRecord.of(new MappingDocument(mapping, 1)),
                StateRecord.of(topic));
    }

    private List<StateRecord> decide(MirrorTopic topic, long afterSeconds) {
        StateImage image = image(topic);
        Situation situation = new Situation(image, members, 0, startNanos + afterSeconds * SECOND);
        links.decide(situation);
        return creator.decide(situation);
    }

    @Test
    void aTopicThatShowsLateIsItsOwnAndIsCreatedOnce() {
        decide(0);
        decide(10);
        decide(20);
        assertThat(destination.created).containsExactly("orders");

        destination.topicId = States.TOPIC_ID;
        assertThat(decide(21)).containsExactly(StateRecord.of(RECORDED.withCreated(States.TOPIC_ID)));
    }

    @Test
    void aTopicOfAnEarlierCoordinatorIsLookedIntoBeforeItIsCalledForeign() {
        destination.topicId = States.TOPIC_ID;
        assertThat(decide(0)).isEmpty();
        assertThat(decide(30)).isEmpty();
        destination.holdsRecords = false;
        assertThat(decideTwice(31)).containsExactly(StateRecord.of(RECORDED.withCreated(States.TOPIC_ID)));

        destination.holdsRecords = true;
        destination.topicId = "somebody's";
        assertThat(decideTwice(32))
                .singleElement()
                .satisfies(record ->
                        assertThat(((MirrorTopic) record.value()).failure()).contains("created by somebody else"));
    }

    /** Nobody has said so, however long that takes: a broker that leads one of its partitions may be down. */
    @Test
    void aTopicThatNobodyKnowsTheContentsOfIsNotCalledForeign() {
        destination.topicId = States.TOPIC_ID;
        for (int minute = 0; minute < 5; minute++) {
            assertThat(decideTwice(minute * 60)).isEmpty();
        }

        destination.holdsRecords = false;
        assertThat(decideTwice(400)).containsExactly(StateRecord.of(RECORDED.withCreated(States.TOPIC_ID)));
    }

    /** A coordinator that takes over in the middle of a resync, and whose metadata still has the topic that was deleted. */
    @Test
    void theTopicThatWasDeletedToBeMadeAnewIsNotTakenForTheNewOne() {
        MirrorTopic madeAnew = RECORDED.withResync(new Resync(States.TOPIC_ID, 0));
        destination.topicId = States.TOPIC_ID;
        destination.holdsRecords = true;
        assertThat(decide(madeAnew, 0)).isEmpty();
        assertThat(decide(madeAnew, 10)).isEmpty();
        assertThat(decide(madeAnew, 20)).isEmpty();
        assertThat(destination.created).containsExactly("orders");

        destination.topicId = "another";
        assertThat(decide(madeAnew, 21)).containsExactly(StateRecord.of(RECORDED.withCreated("another")));
    }

    /** Of one that had not, a client could have a topic of the name that is open to everybody. */
    @Test
    void createsNothingBeforeEveryAgentHasReadTheRecord() {
        long end = image(RECORDED).endOffset();
        members = new Members(1, List.of(new AgentRegistration(1, "i"), new AgentRegistration(2, "i")), 0);
        applied(1, end);
        applied(2, end - 1);
        decide(0);
        decide(1);
        assertThat(destination.created).isEmpty();

        applied(2, end);
        decide(2);
        assertThat(destination.created).containsExactly("orders");
    }

    private void applied(int agent, long offset) {
        members.renew(Reports.heartbeat(agent, "i", offset, true, Map.of(), List.of(), List.of()), 0);
    }

    @Test
    void createsWithTheFactorThatTheMappingAsksFor() {
        mapping = mapping.withReplicationFactor(2);
        decide(0);
        decide(10);

        assertThat(destination.replicationFactors).containsExactly(2);
    }
}
