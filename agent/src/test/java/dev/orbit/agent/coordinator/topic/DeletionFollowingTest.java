// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.topic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.coordinator.core.Members;
import dev.orbit.agent.coordinator.core.Situation;
import dev.orbit.agent.coordinator.destination.OneTopicDestination;
import dev.orbit.agent.coordinator.link.LinkWatch;
import dev.orbit.agent.coordinator.source.OneTopicSource;
import dev.orbit.agent.coordinator.source.SourceQueries;
import dev.orbit.agent.state.LinkDocument;
import dev.orbit.agent.state.MappingDocument;
import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.SourceTrouble;
import dev.orbit.agent.state.StateImage;
import dev.orbit.agent.state.StateRecord;
import dev.orbit.agent.state.States;
import dev.orbit.schemas.LinkSpec;
import dev.orbit.schemas.TopicMappingSpec;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The mirror of orders, whose mapping follows deletions. */
class DeletionFollowingTest {

    private static final String OWN = "id-of-the-mirror";
    private static final String ANOTHER = "AAAAAAAAAAAAAAAAAAAAAg";
    private static final long STEP_NANOS = 10_000_000_000L;
    private static final TopicMappingSpec FOLLOWING =
            TopicMappingSpec.literal("default", 0, "orders", "orders").withFollowSourceDeletion(true);
    private static final MirrorTopic MIRROR =
            States.topic("default", "orders", 1, new Migration.Reject()).withCreated(OWN);
    private static final MirrorTopic ORPHAN = MIRROR.withTrouble(SourceTrouble.NONE.withDeletedAt(7L));

    private final OneTopicSource source = new OneTopicSource();
    private final OneTopicDestination destination = new OneTopicDestination();
    private final Members members = new Members(1, List.of(), 0);
    private final LinkWatch links = new LinkWatch(source, "own-cluster", 0, Runnable::run, () -> {});
    private final List<Runnable> waiting = new ArrayList<>();
    private boolean isBusy;
    private final DeletionFollowing following =
            new DeletionFollowing(links, destination, () -> this.image, this::execute, () -> {});
    private StateImage image = States.image(
            StateRecord.of(States.link("default")),
            StateRecord.of(new MappingDocument(FOLLOWING, 1)),
            StateRecord.of(MIRROR));
    private long nowNanos = System.nanoTime();

    @BeforeEach
    void lookAtTheSource() {
        destination.topicId = OWN;
        turns(3);
        assertThat(topic()).isEqualTo(MIRROR);
    }

    @Test
    void deletesTheTopicThatOrbitCreatedOnceItsSourceIsGone() {
        source.isThere = false;
        turns(3);
        assertThat(destination.deleted).as("an absent topic is not proven gone").isEmpty();

        apply(StateRecord.of(ORPHAN));
        turns(3);
        assertThat(destination.deleted).contains(OWN).containsOnly(OWN);
    }

    /** One look may have been at a broker that is late. */
    @Test
    void aSourceTopicIsMadeAnewWhenTwoLooksSaySo() {
        source.topicId = ANOTHER;
        turns(1);
        assertThat(topic().trouble().isDeleted()).isFalse();
        source.topicId = States.SOURCE_TOPIC_ID;
        turns(2);
        source.topicId = ANOTHER;
        turns(1);
        assertThat(topic().trouble().isDeleted()).isFalse();
        assertThat(destination.deleted).isEmpty();

        turns(3);
        assertThat(topic().trouble().isDeleted()).isTrue();
        turns(3);
        assertThat(destination.deleted).containsOnly(OWN);
    }

    /** Brokers before 2.8 tell none, and while a source is upgraded it depends on who is asked. */
    @Test
    void aSourceTopicWithoutAnIdProvesNothing() {
        source.topicId = SourceQueries.SourceTopic.NO_TOPIC_ID;
        turns(6);
        apply(StateRecord.of(ORPHAN));
        turns(6);
        assertThat(destination.deleted).isEmpty();

        apply(StateRecord.of(MIRROR.withSourceTopicId(SourceQueries.SourceTopic.NO_TOPIC_ID)));
        source.topicId = States.SOURCE_TOPIC_ID;
        turns(6);
        assertThat(topic().trouble().isDeleted()).isFalse();
        assertThat(destination.deleted).isEmpty();
    }

    /** It was found to be made anew before the mapping said to follow. */
    @Test
    void aMirrorThatFailedBecauseItsSourceWasMadeAnewGoesToo() {
        apply(StateRecord.of(MIRROR.withFailure("source topic orders was deleted and made anew")));
        source.topicId = ANOTHER;
        turns(6);

        assertThat(topic().failure()).isNull();
        assertThat(destination.deleted).containsOnly(OWN);
    }

    static List<StateRecord> deletesNothing() {
        LinkDocument link = States.link("default");
        return List.of(
                // the mapping does not follow
                StateRecord.of(new MappingDocument(FOLLOWING.withFollowSourceDeletion(false), 2)),
                // produces may still be on their way
                StateRecord.of(ORPHAN.withMigration(new Migration.Proxy())),
                StateRecord.of(ORPHAN.withMigration(new Migration.CatchingUp(States.attempt(1)))),
                StateRecord.of(ORPHAN.withMigration(new Migration.Complete(List.of(1L), 1))),
                StateRecord.of(ORPHAN.withMigration(new Migration.Proxy().toLettingGo(States.attempt(1)))),
                // nobody knows which topic Orbit created
                StateRecord.of(States.topicWithoutId("default", "orders").withTrouble(ORPHAN.trouble())),
                StateRecord.of(new LinkDocument(link.spec().withState(LinkSpec.PAUSED), 2, link.sourceClusterId())),
                // what answers is not the cluster of the mirror
                StateRecord.of(new LinkDocument(link.spec(), 2, "another-cluster")));
    }

    @ParameterizedTest
    @MethodSource
    void deletesNothing(StateRecord unless) {
        source.isThere = false;
        apply(StateRecord.of(ORPHAN));
        apply(unless);

        turns(6);

        assertThat(destination.deleted).isEmpty();
    }

    /** The very topic: it was denied by mistake. */
    @Test
    void aSourceTopicThatIsBackSavesItsMirror() {
        apply(StateRecord.of(ORPHAN));
        turns(6);

        assertThat(destination.deleted).isEmpty();
    }

    @Test
    void whatSomebodyElseMadeIsNotDeleted() {
        source.isThere = false;
        destination.topicId = "id-of-somebody's";
        apply(StateRecord.of(ORPHAN));
        turns(6);

        assertThat(destination.deleted).isEmpty();
    }

    @Test
    void tellsWhatStandsAgainstIt() {
        source.isThere = false;
        destination.deletionRefusal = "Topic deletion is disabled.";
        apply(StateRecord.of(ORPHAN));
        turns(3);

        assertThat(following.problems("default"))
                .hasEntrySatisfying(
                        "orders", why -> assertThat(why).contains("Topic deletion is disabled.", "by hand"));
    }

    /** What waited for a thread while an operator opened the topic must not delete what producers write to by then. */
    @Test
    void deletesNothingThatWasOpenedMeanwhile() {
        source.isThere = false;
        isBusy = true;
        apply(StateRecord.of(ORPHAN));
        turns(3);
        assertThat(waiting).isNotEmpty();
        assertThat(following.isUnderWay("orders")).isTrue();

        apply(StateRecord.of(ORPHAN.withMigration(new Migration.Complete(List.of(1L), 1))));
        turns(1);
        assertThat(following.isUnderWay("orders")).isTrue();
        waiting.forEach(Runnable::run);

        assertThat(destination.deleted).isEmpty();
        turns(1);
        assertThat(following.isUnderWay("orders")).isFalse();
    }

    private void execute(Runnable question) {
        if (isBusy) {
            waiting.add(question);
        } else {
            question.run();
        }
    }

    private MirrorTopic topic() {
        MirrorTopic topic = image.topics().get("orders");
        assertThat(topic).isNotNull();
        return topic;
    }

    private void apply(StateRecord record) {
        image = image.apply(List.of(record), image.endOffset() + 1);
    }

    private void turns(int count) {
        for (int i = 0; i < count; i++) {
            nowNanos += STEP_NANOS;
            Situation situation = new Situation(image, members, 1_000, nowNanos);
            links.decide(situation);
            image = image.apply(following.decide(situation), image.endOffset() + 1);
        }
    }
}
