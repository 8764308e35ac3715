// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.topic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.coordinator.core.Members;
import dev.orbit.agent.coordinator.core.Situation;
import dev.orbit.agent.coordinator.destination.OneTopicDestination;
import dev.orbit.agent.coordinator.link.LinkWatch;
import dev.orbit.agent.coordinator.source.OneTopicSource;
import dev.orbit.agent.state.AgentRegistration;
import dev.orbit.agent.state.LinkDocument;
import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.Resync;
import dev.orbit.agent.state.SourceCompaction;
import dev.orbit.agent.state.SourceEpochs;
import dev.orbit.agent.state.SourceTrouble;
import dev.orbit.agent.state.StateImage;
import dev.orbit.agent.state.StateRecord;
import dev.orbit.agent.state.States;
import dev.orbit.schemas.Snapshot.LostRange;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How a mirror topic is deleted to be made anew, step by step, and by coordinators that take over in between. */
class TopicResyncTest {

    private static final long SECOND = 1_000_000_000L;
    private static final MirrorTopic BROKEN = States.topic("default", "orders", 1, new Migration.Proxy())
            .withFailure("source topic orders was deleted and made anew")
            .withTrouble(SourceTrouble.NONE
                    .withDiverged(0, "parted")
                    .withLost(0, new LostRange(1, 2))
                    .withStale(0, "late"))
            .withCompaction(new SourceCompaction(1_000, 1))
            .withResync(new Resync(States.TOPIC_ID, 5, 6L));

    private final OneTopicDestination destination = new OneTopicDestination();
    private final OneTopicSource source = new OneTopicSource();
    private final Members members = new Members(1, List.<AgentRegistration>of(), 0);
    private final LinkWatch links = new LinkWatch(source, "own-cluster", 0, Runnable::run, () -> {});
    private final long startNanos = System.nanoTime();
    private TopicResync resync = coordinator();
    private long seconds;
    private StateImage image = States.image(
            StateRecord.of(States.link("default")),
            StateRecord.of(States.mapping("default", "orders", "orders")),
            StateRecord.of(BROKEN),
            StateRecord.of(new SourceEpochs("orders", 0, List.of())),
            StateRecord.of(new SourceEpochs("orders", 7, List.of())),
            StateRecord.of(new SourceEpochs("payments", 0, List.of())));

    private TopicResync coordinator() {
        return new TopicResync(destination, links, source, Runnable::run, () -> {});
    }

    /** Looks often enough for every answer to come. */
    private List<StateRecord> decide() {
        List<StateRecord> records = List.of();
        for (int i = 0; i < 4 && records.isEmpty(); i++) {
            seconds += 3;
            Situation situation = new Situation(image, members, 0, startNanos + seconds * SECOND);
            links.decide(situation);
            records = resync.decide(situation);
        }
        return records;
    }

    @Test
    void deletesWhatOrbitMadeAndRecordsANewStartOnceItIsGone() {
        destination.topicId = States.TOPIC_ID;
        source.start = 17;
        source.topicId = "AAAAAAAAAAAAAAAAAAAAAg";

        assertThat(decide()).isEmpty();
        assertThat(destination.deleted).isNotEmpty().containsOnly(States.TOPIC_ID);

        destination.topicId = null;
        image = image.apply(decide(), 9);
        assertThat(image.topics().get("orders"))
                .isEqualTo(MirrorTopic.matched(
                                "orders",
                                "default",
                                "orders",
                                "orders",
                                source.topicId,
                                States.SOURCE_CLUSTER,
                                List.of(17L),
                                List.of())
                        .withMigration(new Migration.Proxy())
                        .withResync(new Resync(States.TOPIC_ID, 5, 6L)));
        assertThat(image.epochs()).containsOnlyKeys("payments/0");
        int asked = destination.deleted.size();
        assertThat(decide()).isEmpty();
        assertThat(destination.deleted).hasSize(asked);
    }

    /** A failover may open it up to then, and not after. */
    @Test
    void recordsThatItDeletesBeforeItDoes() {
        image = image.apply(List.of(StateRecord.of(BROKEN.withResync(new Resync(States.TOPIC_ID, 5)))), 9);
        destination.topicId = States.TOPIC_ID;

        List<StateRecord> records = decide();

        assertThat(destination.deleted).isEmpty();
        assertThat(records).containsExactly(StateRecord.of(BROKEN.withResync(new Resync(States.TOPIC_ID, 5, 0L))));
        image = image.apply(records, 10);
        assertThat(decide()).isEmpty();
        assertThat(destination.deleted).isNotEmpty();
    }

    /** Each look may be the last of a coordinator: the next one, which knows nothing, comes to the same end. */
    @Test
    void goesOnFromTheRecordWhereverACoordinatorEnds() {
        destination.topicId = States.TOPIC_ID;
        assertThat(decide()).isEmpty();
        resync = coordinator();
        // deleted already: the controller does not know it any more
        destination.topicId = null;

        assertThat(decide()).isNotEmpty();
    }

    @Test
    void deletesNothingAsLongAsTheSourceDoesNotSayWhereItStarts() {
        destination.topicId = States.TOPIC_ID;
        source.failure = "topic orders may not be described.";
        assertThat(decide()).isEmpty();
        assertThat(resync.obstacle("orders"))
                .hasValueSatisfying(why -> assertThat(why).contains("may not be described"));
        source.failure = null;
        source.isThere = false;
        assertThat(decide()).isEmpty();
        assertThat(resync.obstacle("orders"))
                .hasValueSatisfying(why -> assertThat(why).contains("source topic orders"));
        source.isThere = true;
        image = image.apply(
                List.of(StateRecord.removal(StateRecord.Kind.MAPPING, "default/orders")), image.endOffset());
        assertThat(decide()).isEmpty();
        assertThat(resync.obstacle("orders"))
                .hasValueSatisfying(why -> assertThat(why).contains("topic mapping"));

        assertThat(destination.deleted).isEmpty();
    }

    /** The link was pointed elsewhere since the resync was asked for, and there is a topic of the name there too. */
    @Test
    void deletesNothingWhoseLinkLeadsToAnotherCluster() {
        destination.topicId = States.TOPIC_ID;
        source.clusterId = "other-cluster-id";
        image = image.apply(
                List.of(StateRecord.of(new LinkDocument(States.link("default").spec(), 2, "other-cluster-id"))), 9);
        assertThat(decide()).isEmpty();

        assertThat(destination.deleted).isEmpty();
        assertThat(resync.obstacle("orders"))
                .hasValueSatisfying(why -> assertThat(why).contains("link default", States.SOURCE_CLUSTER));
    }

    @Test
    void tellsWhyATopicIsNotDeleted() {
        destination.topicId = States.TOPIC_ID;
        destination.deletionRefusal = "Topic deletion is disabled.";

        assertThat(decide()).isEmpty();
        assertThat(resync.obstacle("orders"))
                .hasValueSatisfying(why -> assertThat(why).contains("is disabled"));
        destination.deletionRefusal = null;
        assertThat(decide()).isEmpty();
        assertThat(resync.obstacle("orders")).isEmpty();
    }

    @Test
    void leavesEveryOtherTopicAlone() {
        image = image.apply(List.of(StateRecord.of(States.topic("default", "orders", 1, new Migration.Proxy()))), 9);
        destination.topicId = States.TOPIC_ID;

        assertThat(decide()).isEmpty();
        assertThat(destination.deleted).isEmpty();
        assertThat(Map.copyOf(image.topics())).hasSize(1);
    }
}
