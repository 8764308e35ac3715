// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.topic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.coordinator.core.Members;
import dev.orbit.agent.coordinator.core.Situation;
import dev.orbit.agent.coordinator.destination.OneTopicDestination;
import dev.orbit.agent.state.AgentRegistration;
import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.Resync;
import dev.orbit.agent.state.SourceEpochs;
import dev.orbit.agent.state.StateImage;
import dev.orbit.agent.state.StateRecord;
import dev.orbit.agent.state.States;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Mirror topics that somebody deleted at the destination, or put another in the place of. */
class TopicRemovalTest {

    private static final StateRecord LINK = StateRecord.of(States.link("default"));
    private static final MirrorTopic PROXIED = States.topic("default", "orders", 1, new Migration.Proxy());
    private static final long SECOND = 1_000_000_000L;

    private final OneTopicDestination destination = new OneTopicDestination();
    private final TopicRemoval removal = new TopicRemoval(destination, 10 * SECOND, Runnable::run, () -> {});
    private final long startNanos = System.nanoTime();
    private StateImage image =
            States.image(LINK, StateRecord.of(PROXIED), StateRecord.of(new SourceEpochs("orders", 0, List.of())));

    private List<StateRecord> decide(long afterSeconds) {
        return removal.decide(new Situation(
                image, new Members(1, List.<AgentRegistration>of(), 0), 0, startNanos + afterSeconds * SECOND));
    }

    /** The answer to a question that is asked comes with the next look. */
    private List<StateRecord> decideTwice(long afterSeconds) {
        List<StateRecord> first = decide(afterSeconds);
        return first.isEmpty() ? decide(afterSeconds) : first;
    }

    private MirrorTopic only(List<StateRecord> records) {
        assertThat(records).hasSize(1);
        return (MirrorTopic) java.util.Objects.requireNonNull(records.get(0).value());
    }

    @Test
    void forgetsATopicThatIsGoneForLongEnough() {
        destination.isGone = true;
        destination.topicId = States.TOPIC_ID;
        assertThat(decideTwice(0)).isEmpty();
        destination.topicId = null;
        assertThat(decideTwice(5)).isEmpty();
        destination.topicId = States.TOPIC_ID;
        assertThat(decideTwice(14)).isEmpty();
        destination.topicId = null;
        assertThat(decideTwice(16)).isEmpty();
        assertThat(decideTwice(25)).isEmpty();

        StateImage after = image.apply(decideTwice(26), 9);
        assertThat(after.topics()).isEmpty();
        assertThat(after.epochs()).isEmpty();
    }

    /** This broker's metadata may be late for longer than anybody waits. */
    @Test
    void forgetsNothingThatTheControllerHas() {
        assertThat(decideTwice(0)).isEmpty();
        assertThat(decideTwice(60)).isEmpty();

        destination.isGone = true;
        assertThat(decideTwice(120)).isNotEmpty();
    }

    @Test
    void forgetsNothingThatIsCutOverMigratesIsYetToBeCreatedOrIsMadeAnew() {
        destination.isGone = true;
        image = States.image(
                LINK,
                StateRecord.of(PROXIED.withMigration(new Migration.Complete(List.of(1L), 1))),
                StateRecord.of(States.topic("default", "payments", 1, new Migration.CatchingUp(States.attempt(1)))),
                StateRecord.of(States.matched("default", "bills", 1)),
                StateRecord.of(States.topic("default", "anew", 1, new Migration.Proxy())
                        .withResync(new Resync(States.TOPIC_ID, 0))));

        assertThat(decideTwice(0)).isEmpty();
        assertThat(decideTwice(60)).isEmpty();
    }

    /** Its mapping went while it was made anew: nobody will ever make it. */
    @Test
    void forgetsWhatWasBeingMadeAnewAndIsHeldByNobody() {
        destination.isGone = true;
        image = States.image(
                LINK,
                StateRecord.of(PROXIED.withResync(new Resync(States.TOPIC_ID, 0))
                        .withMapping("default", null, new Migration.Reject())));

        assertThat(decideTwice(0)).isEmpty();
        assertThat(decideTwice(11)).containsExactly(StateRecord.removal(StateRecord.Kind.TOPIC, "orders"));
    }

    /** Its mapping went after the former topic was deleted: a mapping that is declared again matches it anew. */
    @Test
    void forgetsWhatWasToBeCreatedAnewAndIsHeldByNobody() {
        destination.isGone = true;
        MirrorTopic madeAnew = PROXIED.withResync(new Resync(States.TOPIC_ID, 0))
                .toMadeAnew("orders", States.SOURCE_TOPIC_ID, List.of(0L))
                .withMapping("default", null, new Migration.Reject());
        image = States.image(LINK, StateRecord.of(madeAnew));
        destination.topicId = States.TOPIC_ID;
        assertThat(decideTwice(0)).isEmpty();
        assertThat(decideTwice(60))
                .as("this broker is late to hear that it was deleted")
                .isEmpty();

        destination.topicId = null;
        assertThat(decideTwice(61)).isEmpty();
        assertThat(decideTwice(72)).containsExactly(StateRecord.removal(StateRecord.Kind.TOPIC, "orders"));
    }

    /** It could not be created, and nobody wants it any more: the name is free again. */
    @Test
    void forgetsWhatWasNeverCreatedAndIsHeldByNobody() {
        destination.isGone = true;
        MirrorTopic released =
                States.matched("default", "orders", 1).withMapping("default", null, new Migration.Reject());
        image = States.image(LINK, StateRecord.of(released));

        assertThat(decideTwice(0)).isEmpty();
        assertThat(decideTwice(11)).containsExactly(StateRecord.removal(StateRecord.Kind.TOPIC, "orders"));
    }

    /** Somebody made one of its own under the name meanwhile: that is no mirror, and is not to be closed as one. */
    @Test
    void letsGoOfANameThatSomebodyElseTook() {
        MirrorTopic released =
                States.matched("default", "orders", 1).withMapping("default", null, new Migration.Reject());
        for (MirrorTopic topic :
                List.of(released, released.withFailure("destination topic orders was created by somebody else"))) {
            image = States.image(LINK, StateRecord.of(topic));
            destination.topicId = "somebody's";
            destination.holdsRecords = true;

            assertThat(decideTwice(0)).isEmpty();
            assertThat(decideTwice(11)).containsExactly(StateRecord.removal(StateRecord.Kind.TOPIC, "orders"));
            image = States.image(LINK);
            assertThat(decideTwice(12)).isEmpty();
        }
    }

    /** The coordinator that created it died before it recorded that, and its mapping went: it is closed to producers. */
    @Test
    void keepsATopicThatMayBeOrbitsThoughNobodyHoldsIt() {
        MirrorTopic released =
                States.matched("default", "orders", 1).withMapping("default", null, new Migration.Reject());
        image = States.image(LINK, StateRecord.of(released));
        destination.topicId = States.TOPIC_ID;
        assertThat(decideTwice(0)).isEmpty();
        assertThat(decideTwice(11)).as("its leaders do not say").isEmpty();

        destination.holdsRecords = false;
        assertThat(only(decideTwice(20))).isEqualTo(released.withCreated(States.TOPIC_ID));
    }

    @Test
    void leavesATopicAloneThatSomebodyPutInThePlaceOfOrbits() {
        destination.topicId = "somebody's";
        assertThat(decide(0)).isEmpty();

        MirrorTopic replaced = only(decide(11));
        assertThat(replaced.failure()).contains("orders", "somebody's", States.TOPIC_ID, "Delete it");
        image = States.image(LINK, StateRecord.of(replaced));
        assertThat(decide(12)).isEmpty();

        // it was this broker that was late
        destination.topicId = States.TOPIC_ID;
        assertThat(only(decide(13))).isEqualTo(PROXIED);
    }

    @Test
    void learnsTheIdOfATopicThatWasRecordedWithoutOne() {
        destination.topicId = "its id";
        MirrorTopic early = MirrorTopic.matched(
                "orders", "default", "orders", "orders", "source id", States.SOURCE_CLUSTER, List.of(0L), List.of());
        image = States.image(LINK, StateRecord.of(early.withCreated("any").withTopicId("its id")));
        assertThat(decide(0)).isEmpty();

        MirrorTopic unknown = States.topicWithoutId("default", "orders");
        image = States.image(LINK, StateRecord.of(unknown));
        assertThat(only(decide(1))).isEqualTo(unknown.withTopicId("its id"));
    }
}
