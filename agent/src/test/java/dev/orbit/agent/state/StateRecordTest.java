// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orbit.agent.broker.state.StateLog;
import dev.orbit.agent.proof.PartitionProof;
import dev.orbit.schemas.AclFilter;
import dev.orbit.schemas.AclSettings;
import dev.orbit.schemas.AutoMigration;
import dev.orbit.schemas.BrokerAddress;
import dev.orbit.schemas.ClusterConfigSettings;
import dev.orbit.schemas.ConsumerGroupSettings;
import dev.orbit.schemas.Credentials;
import dev.orbit.schemas.FetchSettings;
import dev.orbit.schemas.LinkSpec;
import dev.orbit.schemas.Snapshot;
import dev.orbit.schemas.TopicMappingSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is written is what is read, by whichever agent and after whichever restart. */
class StateRecordTest {

    private static final Migration.CatchingUp CATCHING_UP = new Migration.CatchingUp(States.attempt(3));
    private static final Migration.Draining DRAINING = new Migration.Draining(States.attempt(3), List.of(4L, 0L), 2);

    private static final Migration.FailingOver FAILING_OVER = new Migration.FailingOver(States.attempt(3));
    private static final Migration.CuttingOff CUTTING_OFF =
            FAILING_OVER.toCuttingOff(List.of(new LastSeen(9L, 1_000L, null), LastSeen.NOTHING));

    static Stream<Migration> everyMigration() {
        return Stream.of(
                new Migration.Reject(),
                new Migration.Proxy(),
                CATCHING_UP,
                CATCHING_UP.toClosing(),
                DRAINING,
                DRAINING.toStopping(),
                DRAINING.toStopping().toDrainingUntilHeard(),
                DRAINING.toStopping().toDrainingUntilHeard().toStopping(),
                new Migration.Proxy().toLettingGo(States.attempt(3)),
                new Migration.Proxy().toLettingGo(States.attempt(3)).toStopping(),
                new Migration.Complete(List.of(Long.MAX_VALUE, 0L), 1_234),
                new Migration.Complete(
                        List.of(7L, 0L),
                        1_234,
                        List.of(3, 4),
                        null,
                        Arrays.asList(
                                new PartitionProof(
                                        List.of(new Snapshot.LogDigest(0, "00ff"), new Snapshot.LogDigest(5, "11ee")),
                                        3),
                                null)),
                FAILING_OVER,
                CUTTING_OFF,
                CUTTING_OFF.toEndingTransactions(List.of(4L, 0L)),
                CUTTING_OFF
                        .toEndingTransactions(List.of(4L, 0L))
                        .toComplete(
                                List.of(5L, 0L),
                                1_234,
                                List.of(3, 4),
                                new Snapshot.Failover(
                                        "2026-01-01T00:00:00Z",
                                        List.of(new Snapshot.FailoverPartition(0, 4, 1, 9L, null, null, 5L))),
                                List.of()));
    }

    @ParameterizedTest
    @MethodSource("everyMigration")
    void readsATopicInEveryMigrationStateAsItWasWritten(Migration migration) {
        MirrorTopic topic = States.topic("default", "orders", 2, migration);

        assertThat(roundTrip(StateRecord.of(topic))).isEqualTo(StateRecord.of(topic));
    }

    @Test
    void readsWhatIsWrittenToSourcesAsItWasWritten() {
        UnproxiedWrites unproxied = UnproxiedWrites.none("orders", "default", States.TOPIC_ID)
                .with(Map.of("process", 7L))
                .noticed(5);
        StrayWrites strays = StrayWrites.found("orders", "default", 3, 4)
                .withStrayTopic(States.TOPIC_ID)
                .with(Map.of(2, new StrayWrites.Partition(1, 2, 3, 4)))
                .noticed(5);

        assertThat(roundTrip(StateRecord.of(unproxied))).isEqualTo(StateRecord.of(unproxied));
        assertThat(roundTrip(StateRecord.of(strays))).isEqualTo(StateRecord.of(strays));
    }

    /** While agents are upgraded, those of an earlier version read what a cutover records. */
    @Test
    void tellsNothingOfMirrorsThatHadHeardTheirSources() {
        assertThat(StateRecord.of(States.topic("default", "orders", 2, DRAINING.toStopping()))
                        .toEntry()
                        .value())
                .contains("\"moved\":2}")
                .doesNotContain("unheard");
    }

    @Test
    void coversEveryMigrationState() {
        assertThat(everyMigration().map(Migration::getClass).distinct()).hasSize(11);
    }

    @Test
    void readsEveryFieldOfATopic() {
        MirrorTopic topic = new MirrorTopic(
                "copy-of-orders",
                "eu-west",
                "ord.*",
                "orders",
                States.SOURCE_TOPIC_ID,
                States.SOURCE_CLUSTER,
                List.of(7L, Long.MAX_VALUE),
                true,
                new Migration.Proxy(),
                5,
                new Snapshot.Attempt(5, "timed_out", "partition 0 is at 3 of 7"),
                "it has \"failed\"\n",
                SourceTrouble.NONE
                        .withLost(1, new Snapshot.LostRange(3, 9))
                        .withDiverged(0, "it parts at 7")
                        .withStale(1, "offset 5 is gone")
                        .withDeletedAt(1_000L),
                States.TOPIC_ID,
                new Resync(States.TOPIC_ID, 2_000, 2_500L),
                new SourceCompaction(86_400_000, 3_000),
                List.of("first-cluster", "second-cluster"));

        assertThat(roundTrip(StateRecord.of(topic))).isEqualTo(StateRecord.of(topic));
    }

    @Test
    void readsATopicOfTheTimeBeforeResyncs() {
        String topic = "{\"topic\":\"orders\",\"link\":\"default\",\"mapping\":\"orders\",\"source_topic\":\"orders\","
                + "\"source_topic_id\":\"" + States.SOURCE_TOPIC_ID + "\",\"source_cluster_id\":\""
                + States.SOURCE_CLUSTER + "\",\"start_offsets\":[0],\"created\":true,\"migration\":{\"at\":\"proxy\"},"
                + "\"attempts\":0,\"trouble\":{\"diverged\":{},\"lost\":{}}}";

        MirrorTopic read = (MirrorTopic)
                StateRecord.fromEntry(new StateLog.Entry("topic/orders", topic)).value();

        assertThat(read).isNotNull().satisfies(found -> {
            assertThat(found.topicId()).isNull();
            assertThat(found.trouble()).isEqualTo(SourceTrouble.NONE);
            assertThat(found.withTopicId(States.TOPIC_ID))
                    .isEqualTo(States.topic("default", "orders", 1, new Migration.Proxy()));
        });
    }

    @Test
    void readsAGroupOfTheTimeBeforeItsCommitsNamedTheirTopic() {
        CopiedOffset offset = new CopiedOffset("orders", 0, new CopiedOffset.Written(5, "0a"), null, States.TOPIC_ID);
        StateRecord record = StateRecord.of(new CopiedGroup("default", "billing", "billing", List.of(offset)));
        StateLog.Entry entry = record.toEntry();
        String before = String.valueOf(entry.value()).replace(",\"topic_id\":\"" + States.TOPIC_ID + "\"", "");

        assertThat(roundTrip(record)).isEqualTo(record);
        assertThat(before).doesNotContain("topic_id");
        assertThat(StateRecord.fromEntry(new StateLog.Entry(entry.key(), before))
                        .value())
                .isEqualTo(new CopiedGroup(
                        "default",
                        "billing",
                        "billing",
                        List.of(new CopiedOffset("orders", 0, new CopiedOffset.Written(5, "0a"), null, null))));
    }

    @Test
    void readsTheEpochsOfAPartition() {
        SourceEpochs epochs = SourceEpochs.none("orders", 7).with(3, 0).with(4, Long.MAX_VALUE);

        assertThat(StateRecord.of(epochs).name()).isEqualTo("orders/7");
        assertThat(roundTrip(StateRecord.of(epochs))).isEqualTo(StateRecord.of(epochs));
    }

    @Test
    void readsATopicThatIsHeldByNoMapping() {
        MirrorTopic released = States.topic("default", "orders", 1, new Migration.Reject())
                .withMapping("default", null, new Migration.Reject());

        assertThat(roundTrip(StateRecord.of(released))).isEqualTo(StateRecord.of(released));
    }

    @Test
    void readsALinkWithItsCredentials() {
        LinkSpec spec = new LinkSpec(
                "eu.west-1_a",
                List.of(new BrokerAddress("a", 1), new BrokerAddress("b", 65_535)),
                "pinned",
                new Credentials(
                        "ORBIT_A",
                        "ORBIT_B",
                        "scram-512",
                        true,
                        true,
                        "ORBIT_C",
                        "ORBIT_D",
                        "ORBIT_E",
                        "ORBIT_F",
                        "ORBIT_G",
                        "ORBIT_H",
                        "ORBIT_I",
                        "ORBIT_J"),
                null,
                new AutoMigration(false),
                new FetchSettings(1, 2, 3, 4L),
                new ConsumerGroupSettings(true, List.of("a"), List.of("b"), "c.", 5),
                new AclSettings(
                        true,
                        List.of(AclFilter.ofType("topic")),
                        List.of(new AclFilter("group", "a", "User:b", "read", "deny")),
                        7),
                new ClusterConfigSettings(true),
                LinkSpec.PAUSED);

        assertThat(roundTrip(StateRecord.of(new LinkDocument(spec, 9, null))))
                .isEqualTo(StateRecord.of(new LinkDocument(spec, 9, null)));
        assertThat(roundTrip(StateRecord.of(States.link("default")))).isEqualTo(StateRecord.of(States.link("default")));
    }

    @Test
    void nothingIsProvenOfATopicThatWasCompleteBefore() {
        StateLog.Entry entry = StateRecord.of(
                        States.topic("default", "orders", 2, new Migration.Complete(List.of(7L, 0L), 1_234)))
                .toEntry();
        String value = Objects.requireNonNull(entry.value());
        assertThat(value).contains(",\"proofs\":[]");

        StateRecord earlier =
                StateRecord.fromEntry(new StateLog.Entry(entry.key(), value.replace(",\"proofs\":[]", "")));

        assertThat(earlier).isEqualTo(StateRecord.fromEntry(entry));
    }

    /** The id goes into the key, and a regex may hold whatever separates there. */
    @Test
    void readsAMappingWhoseRegexHasSlashes() {
        TopicMappingSpec spec = TopicMappingSpec.regex("default", -1, "a/b|topic/.*", "x.")
                .since("2026-01-31T08:00:00Z")
                .withAutoMigration(new AutoMigration(true))
                .withExclude("a/c")
                .withTopicConfigInclude("retention.*")
                .withTopicConfigExclude("retention.bytes")
                .withFollowSourceDeletion(true)
                .withIrreversibleDisableOrbitManagement(true);
        StateRecord record = StateRecord.of(new MappingDocument(spec, 2));

        assertThat(record.name()).isEqualTo("default/a/b|topic/.*");
        assertThat(roundTrip(record)).isEqualTo(record);
    }

    @Test
    void readsAnAgent() {
        StateRecord record = StateRecord.of(new AgentRegistration(17, "incarnation"));

        assertThat(roundTrip(record)).isEqualTo(record);
    }

    @ParameterizedTest
    @MethodSource
    void readsRemovals(StateRecord.Kind kind) {
        StateRecord removal = StateRecord.removal(kind, "a/b");

        assertThat(removal.toEntry().value()).isNull();
        assertThat(roundTrip(removal)).isEqualTo(removal);
    }

    static StateRecord.Kind[] readsRemovals() {
        return StateRecord.Kind.values();
    }

    /** A later version's record must stop this one, not be passed over. */
    @Test
    void refusesWhatItDoesNotKnow() {
        StateLog.Entry agent = StateRecord.of(new AgentRegistration(1, "x")).toEntry();

        assertThatThrownBy(() -> StateRecord.fromEntry(new StateLog.Entry("schedule/x", "{}")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("schedule/x");
        assertThatThrownBy(() -> StateRecord.fromEntry(new StateLog.Entry("agent", agent.value())))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> StateRecord.fromEntry(
                        new StateLog.Entry("agent/1", "{\"id\":1,\"incarnation\":\"x\",\"rack\":\"a\"}")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("agent/1");
        assertThatThrownBy(() -> StateRecord.fromEntry(new StateLog.Entry("topic/t", "{")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("topic/t");
    }

    private static StateRecord roundTrip(StateRecord record) {
        return StateRecord.fromEntry(record.toEntry());
    }
}
