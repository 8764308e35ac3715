// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.replica;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.orbit.agent.trial.Api;
import dev.orbit.agent.trial.Cluster;
import dev.orbit.schemas.Change;
import dev.orbit.schemas.ChangesResponse;
import dev.orbit.schemas.ChangesResponse.TopicEffect;
import dev.orbit.schemas.MigrationState;
import dev.orbit.schemas.MirrorState;
import dev.orbit.schemas.Problem;
import dev.orbit.schemas.Snapshot;
import dev.orbit.schemas.TopicMappingSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a mapping says of its topics beyond their names. */
@Timeout(240)
class TopicRulesIT {

    private static final Duration SEVERAL_LOOKS = Duration.ofSeconds(4);

    @TempDir
    static Path directory;

    private static Estate estate;
    private static Cluster agent;
    private static Api api;

    @BeforeAll
    static void start() {
        estate = Estate.startAttentive(directory, options -> options);
        estate.declare();
        agent = new Cluster(estate.agent().bootstrapServers());
        api = new Api(estate.agent().endpoint());
    }

    @AfterAll
    static void stop() {
        agent.close();
        estate.close();
    }

    private static Change put(TopicMappingSpec mapping, long revision) {
        return new Change.PutTopicMapping(mapping, revision);
    }

    private static void written(String topic, int count) throws Exception {
        estate.createTopic(topic, 1, Map.of());
        estate.write(topic, count);
    }

    @Test
    void anExcludedTopicIsReleasedAndAdoptedAgainWhereItStopped() throws Exception {
        written("ex-kept", 10);
        written("ex-private", 10);
        TopicMappingSpec all = Estate.regex(0, "ex-.*", "");
        api.put(put(all, 0));
        estate.assertSame("ex-kept");
        estate.assertSame("ex-private");

        TopicMappingSpec some = all.withExclude("ex-pri.*");
        assertThat(api.change(true, put(some, 1)).as(ChangesResponse.class).topics())
                .extracting(TopicEffect::topic, TopicEffect::to, TopicEffect::effect)
                .containsExactly(
                        org.assertj.core.api.Assertions.tuple("ex-private", MigrationState.REJECT, "released"));
        api.put(put(some, 1));
        await("released").atMost(Estate.SOON).untilAsserted(() -> {
            assertThat(estate.topic("ex-private").mapping()).isNull();
            assertThat(estate.topic("ex-private").error()).contains("released");
        });
        assertThatThrownBy(() -> produce("ex-private")).isInstanceOf(PolicyViolationException.class);
        estate.write("ex-kept", 10);
        estate.write("ex-private", 10);
        estate.assertSame("ex-kept");
        assertThat(Positions.of(estate.agentAdmin(), "ex-private")).containsExactly(new Positions(0, 10, 10));

        api.put(put(all, 2));
        estate.assertSame("ex-private");
    }

    /** But for what happened to it, which is told for a while longer. */
    @Test
    void aTopicThatIsReleasedAndDeletedLeavesNothingInTheState() throws Exception {
        written("leaving", 10);
        api.put(put(Estate.literal(0, "leaving", "leaving"), 0));
        estate.assertSame("leaving");
        assertThat(inTheState("leaving"))
                .containsExactlyInAnyOrder(
                        "mapping/default/leaving", "topic/leaving", "epochs/leaving/0", "events/leaving");

        api.put(new Change.DeleteTopicMapping("default", "leaving", 1));
        agent.admin().deleteTopics(List.of("leaving")).all().get(30, TimeUnit.SECONDS);

        await("forgotten")
                .atMost(Estate.SOON)
                .untilAsserted(() -> assertThat(inTheState("leaving")).containsExactly("events/leaving"));
    }

    /** The keys that have a value and are about this. */
    private static Set<String> inTheState(String name) {
        Set<String> keys = new TreeSet<>();
        for (ConsumerRecord<byte[], byte[]> record : agent.records("__orbit_state", IsolationLevel.READ_UNCOMMITTED)) {
            String key = new String(record.key(), UTF_8);
            if (record.value() == null) {
                keys.remove(key);
            } else if (key.contains(name)) {
                keys.add(key);
            }
        }
        return keys;
    }

    /** A name that a mapping could give to a mirror is kept free; one that it excludes is everybody's. */
    @Test
    void aClientMayCreateATopicThatIsExcluded() throws Exception {
        api.put(put(Estate.regex(0, "auto-.*", "").withExclude("auto-own-.*"), 0));

        try (var producer = agent.producer(Map.of("max.block.ms", 20_000))) {
            assertThat(Cluster.send(producer, "auto-own-1", 0, "its own").offset())
                    .isZero();
        }
        try (var producer = agent.producer(Map.of("max.block.ms", 3_000))) {
            assertThatThrownBy(() -> Cluster.send(producer, "auto-mirrored", 0, "nobody's"))
                    .isInstanceOf(org.apache.kafka.common.errors.TimeoutException.class);
        }
        assertThat(agent.topics()).contains("auto-own-1").doesNotContain("auto-mirrored");
    }

    private static long produce(String topic) throws Exception {
        try (var producer = agent.producer(Map.of())) {
            return Cluster.send(producer, topic, 0, "by a client").offset();
        }
    }

    /** The records come while the agent is down, before it has mirrored anything. */
    @Test
    void theChosenStartOutlivesARestart() throws Exception {
        written("start-latest", 10);
        api.put(put(Estate.literal(0, "start-latest", "start-latest").fromLatest(), 0));
        await("the mirror begins")
                .atMost(Estate.SOON)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(Positions.of(estate.agentAdmin(), "start-latest"))
                        .containsExactly(new Positions(10, 10, 10)));

        estate.agent().kill();
        estate.write("start-latest", 5);
        estate.agent().restart();

        await("what came meanwhile")
                .atMost(Estate.SOON)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(Positions.of(estate.agentAdmin(), "start-latest"))
                        .containsExactly(new Positions(10, 15, 15)));
    }

    @Test
    void retentionThatIsOutOfStepKeepsWhatTheSourceDeletes() throws Exception {
        written("keeping", 10);
        TopicMappingSpec mapping = Estate.literal(0, "keeping", "keeping");
        api.put(put(mapping.withTopicConfigExclude("retention\\..*"), 0));
        estate.assertSame("keeping");

        estate.deleteRecordsBefore("keeping", 0, 5);
        estate.write("keeping", 10);
        // which says that the source's log start arrived
        estate.awaitHighWatermark("keeping", 20);
        assertThat(Positions.of(estate.agentAdmin(), "keeping").get(0).logStartOffset())
                .isZero();

        api.put(put(mapping, 1));
        await("in step")
                .atMost(Estate.SOON)
                .untilAsserted(() -> assertThat(Positions.of(estate.agentAdmin(), "keeping")
                                .get(0)
                                .logStartOffset())
                        .isEqualTo(5));
    }

    @Test
    void aFollowedDeletionTakesTheMirrorAndANewTopicIsMirroredAnew() throws Exception {
        written("followed", 10);
        api.put(put(Estate.literal(0, "followed", "followed").withFollowSourceDeletion(true), 0));
        estate.assertSame("followed");
        Uuid first = agentTopicId("followed");

        deleteAtSource("followed");
        awaitForgotten("followed");
        assertThat(agent.topics()).doesNotContain("followed");

        written("followed", 7);
        estate.assertSame("followed");
        assertThat(agentTopicId("followed")).isNotEqualTo(first);
    }

    /** It is back before anybody saw that it was gone: only its id tells. */
    @Test
    void aTopicThatIsMadeAnewAtOnceIsNeverMixedWithTheOldOne() throws Exception {
        written("remade", 10);
        api.put(put(Estate.literal(0, "remade", "remade").withFollowSourceDeletion(true), 0));
        estate.assertSame("remade");
        Uuid first = agentTopicId("remade");

        deleteAtSource("remade");
        written("remade", 4);

        await("the new one")
                .atMost(Estate.SOON)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(agentTopicId("remade")).isNotEqualTo(first));
        estate.assertSame("remade");
        assertThat(Positions.of(estate.agentAdmin(), "remade")).containsExactly(new Positions(0, 4, 4));
    }

    @Test
    void aDeletionThatIsFollowedOutlivesACrash() throws Exception {
        written("crashing", 10);
        TopicMappingSpec mapping = Estate.literal(0, "crashing", "crashing");
        api.put(put(mapping, 0));
        estate.assertSame("crashing");
        deleteAtSource("crashing");
        await("SOURCE_DELETED")
                .atMost(Estate.SOON)
                .untilAsserted(
                        () -> assertThat(estate.topic("crashing").mirror()).isEqualTo(MirrorState.SOURCE_DELETED));

        ChangesResponse foreseen =
                api.change(true, put(mapping.withFollowSourceDeletion(true), 1)).as(ChangesResponse.class);
        assertThat(foreseen.topics()).extracting(TopicEffect::effect).containsExactly("deleted");
        assertThat(foreseen.warnings()).extracting(Problem::code).containsExactly("mirror_deleted");
        api.put(put(mapping.withFollowSourceDeletion(true), 1));
        estate.agent().kill();
        estate.agent().restart();

        awaitForgotten("crashing");
        assertThat(agent.topics()).doesNotContain("crashing");
    }

    /** Somebody replaced the mirror by a topic of their own, under the same name. */
    @Test
    void whatOrbitDidNotCreateIsNotDeleted() throws Exception {
        written("taken", 10);
        api.put(put(Estate.literal(0, "taken", "taken").withFollowSourceDeletion(true), 0));
        estate.assertSame("taken");
        estate.source().suspend();
        try {
            estate.agentAdmin().deleteTopics(List.of("taken")).all().get(30, TimeUnit.SECONDS);
            await("a topic of somebody's own")
                    .atMost(Estate.SOON)
                    .ignoreExceptions()
                    .until(() -> {
                        estate.agentAdmin()
                                .createTopics(List.of(new NewTopic("taken", 1, (short) 1)))
                                .all()
                                .get(30, TimeUnit.SECONDS);
                        return true;
                    });
        } finally {
            estate.source().resume();
        }
        Uuid own = agentTopicId("taken");

        deleteAtSource("taken");

        await("it is told")
                .atMost(Estate.SOON)
                .untilAsserted(() -> assertThat(estate.api().snapshot().topics())
                        .filteredOn(topic -> topic.topic().equals("taken"))
                        .singleElement()
                        .satisfies(topic -> assertThat(topic.error()).contains(own.toString(), "left alone")));
        await("it stays")
                .during(SEVERAL_LOOKS)
                .atMost(Estate.SOON)
                .untilAsserted(() -> assertThat(agentTopicId("taken")).isEqualTo(own));
    }

    private static void deleteAtSource(String topic) throws Exception {
        estate.sourceAdmin().deleteTopics(List.of(topic)).all().get(30, TimeUnit.SECONDS);
        await(topic + " is gone at the source").atMost(Estate.SOON).until(() -> {
            try {
                estate.sourceAdmin()
                        .describeTopics(List.of(topic))
                        .allTopicNames()
                        .get(30, TimeUnit.SECONDS);
                return false;
            } catch (ExecutionException e) {
                return e.getCause() instanceof UnknownTopicOrPartitionException;
            }
        });
    }

    private static void awaitForgotten(String topic) {
        await(topic + " is forgotten")
                .atMost(Estate.SOON)
                .untilAsserted(() -> assertThat(estate.api().snapshot().topics())
                        .extracting(Snapshot.Topic::topic)
                        .doesNotContain(topic));
    }

    private static Uuid agentTopicId(String topic) throws Exception {
        return estate.agentAdmin()
                .describeTopics(List.of(topic))
                .allTopicNames()
                .get(30, TimeUnit.SECONDS)
                .get(topic)
                .topicId();
    }
}
