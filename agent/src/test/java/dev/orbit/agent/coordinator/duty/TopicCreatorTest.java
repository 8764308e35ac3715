// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.duty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.coordinator.core.Members;
import dev.orbit.agent.coordinator.core.Situation;
import dev.orbit.agent.state.AgentRegistration;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.Resync;
import dev.orbit.agent.state.StateImage;
import dev.orbit.agent.state.StateRecord;
import dev.orbit.agent.state.States;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A destination that is slow to show what was created, as one with thousands of new partitions is. */
class TopicCreatorTest {

    private static final long SECOND = 1_000_000_000L;
    private static final MirrorTopic RECORDED = States.matched("default", "orders", 1);

    private final OneTopicDestination destination = new OneTopicDestination();
    private final OneTopicSource source = new OneTopicSource();
    private final Members members = new Members(1, List.<AgentRegistration>of(), 0);
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

    private List<StateRecord> decide(MirrorTopic topic, long afterSeconds) {
        StateImage image = States.image(
                StateRecord.of(States.link("default")),
                StateRecord.of(States.mapping("default", "orders", "orders")),
                StateRecord.of(topic));
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
}
