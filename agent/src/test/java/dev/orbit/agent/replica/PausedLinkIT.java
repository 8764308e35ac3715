// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.orbit.agent.lab.Documents;
import dev.orbit.agent.trial.Api;
import dev.orbit.agent.trial.Cluster;
import dev.orbit.schemas.AutoMigration;
import dev.orbit.schemas.Change;
import dev.orbit.schemas.ChangesResponse;
import dev.orbit.schemas.ChangesResponse.TopicEffect;
import dev.orbit.schemas.InitiateRequest;
import dev.orbit.schemas.LinkSpec;
import dev.orbit.schemas.LinkState;
import dev.orbit.schemas.MigrationState;
import dev.orbit.schemas.MirrorState;
import dev.orbit.schemas.Problem;
import dev.orbit.schemas.Snapshot;
import dev.orbit.schemas.TopicMappingSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.NewPartitions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A link that is paused mirrors nothing, forwards as before, and goes on where it stopped. */
@Timeout(240)
class PausedLinkIT {

    /** Several of the intervals at which this agent looks at the source. */
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

    private static Change put(String state) {
        Snapshot.Link link = estate.link();
        return new Change.PutLink(link.spec().withState(state), link.revision());
    }

    private static Change put(TopicMappingSpec mapping) {
        return new Change.PutTopicMapping(mapping, 0);
    }

    @Test
    void mirrorsNothingForwardsAsBeforeAndGoesOnWhereItStopped() throws Exception {
        estate.createTopic("orders", 1, Map.of());
        estate.write("orders", 10);
        api.put(
                put(Estate.literal(0, "orders", "orders").withAutoMigration(new AutoMigration(true))),
                put(Estate.regex(1, "later-.*", "")));
        estate.assertSame("orders");
        awaitState("orders", MigrationState.PROXY);

        assertThat(api.change(true, put(LinkSpec.PAUSED))
                        .as(ChangesResponse.class)
                        .topics())
                .contains(new TopicEffect(
                        Documents.LINK, "orders", "orders", MigrationState.PROXY, MigrationState.PROXY, "paused"));
        api.put(put(LinkSpec.PAUSED));
        await("paused")
                .atMost(Estate.SOON)
                .untilAsserted(() -> assertThat(estate.topic("orders").mirror()).isEqualTo(MirrorState.PAUSED));

        estate.write("orders", 10);
        assertThat(forwarded("orders", "to the source")).isEqualTo(20);
        estate.configureTopic("orders", "retention.ms", "86400000");
        estate.sourceAdmin()
                .createPartitions(Map.of("orders", NewPartitions.increaseTo(2)))
                .all()
                .get();
        estate.createTopic("later-1", 1, Map.of());
        estate.write("later-1", 3);
        assertNothingIsMirrored();

        estate.agent().kill();
        estate.agent().restart();
        assertNothingIsMirrored();
        assertThat(forwarded("orders", "to the source again")).isEqualTo(21);
        assertRefused("orders");

        assertThat(api.change(true, put(LinkSpec.RUNNING))
                        .as(ChangesResponse.class)
                        .topics())
                .extracting(TopicEffect::topic, TopicEffect::effect)
                .contains(tuple("orders", "resumed"));
        api.put(put(LinkSpec.RUNNING));
        estate.assertSame("orders");
        estate.assertSame("later-1");
        assertThat(agent.values("orders")).hasSize(22).contains("to the source", "to the source again");
        assertThat(Positions.of(estate.agentAdmin(), "orders")).hasSize(2);
        await("running").atMost(Estate.SOON).untilAsserted(() -> {
            assertThat(estate.topic("orders").mirror()).isEqualTo(MirrorState.ACTIVE);
            assertThat(estate.link().state()).isEqualTo(LinkState.ACTIVE);
        });
    }

    private void assertNothingIsMirrored() {
        await("nothing is mirrored")
                .during(SEVERAL_LOOKS)
                .atMost(Estate.SOON)
                // right after a restart nobody leads yet
                .ignoreExceptions()
                .untilAsserted(() -> {
                    assertThat(Positions.of(estate.agentAdmin(), "orders")).containsExactly(new Positions(0, 10, 10));
                    assertThat(agent.topics()).doesNotContain("later-1");
                    Snapshot.Topic topic = estate.topic("orders");
                    assertThat(topic.mirror()).isEqualTo(MirrorState.PAUSED);
                    assertThat(topic.state()).isEqualTo(MigrationState.PROXY);
                    assertThat(topic.error()).isNull();
                    // what was known of the source is old, and nothing is made up
                    assertThat(topic.offsetLag()).isNull();
                    assertThat(topic.timeLagSeconds()).isNull();
                    assertThat(topic.partitions())
                            .containsExactly(new Snapshot.Partition(0, null, 10L, null, null, List.of()));
                    assertThat(estate.link().state()).isEqualTo(LinkState.PAUSED);
                });
    }

    private void assertRefused(String topic) throws Exception {
        assertThat(api.initiate(new InitiateRequest(null, List.of(topic), null, true, null, null, null))
                        .errors())
                .singleElement()
                .satisfies(error -> {
                    assertThat(error.problem().code()).isEqualTo("link_paused");
                    assertThat(error.problem().remedy()).contains("state: running");
                });
    }

    private long forwarded(String topic, String value) throws Exception {
        try (var producer = agent.producer(Map.of())) {
            return Cluster.send(producer, topic, 0, value).offset();
        }
    }

    private void awaitState(String topic, MigrationState state) {
        await(topic + " " + state)
                .atMost(Estate.SOON)
                .untilAsserted(() -> assertThat(estate.topic(topic).state()).isEqualTo(state));
    }

    @Test
    void isNotPausedWhileATopicMigrates() throws Exception {
        estate.createTopic("moving", 1, Map.of());
        api.put(put(Estate.literal(0, "moving", "moving").withAutoMigration(new AutoMigration(true))));
        awaitState("moving", MigrationState.PROXY);
        try (var transactional = estate.producer(Map.of("transactional.id", "moving", "linger.ms", 0))) {
            transactional.initTransactions();
            transactional.beginTransaction();
            Cluster.send(transactional, "moving", 0, "in the transaction");
            await("started")
                    .atMost(Estate.SOON)
                    .until(() -> !api.initiate("moving").initiated().isEmpty());

            assertThat(api.change(false, put(LinkSpec.PAUSED)).problems())
                    .extracting(Problem::code, Problem::message)
                    .containsExactly(tuple(
                            "topic_migrating",
                            "topic moving is MIGRATING, and this would pause its link " + Documents.LINK + "."));

            api.abort("moving");
            awaitState("moving", MigrationState.PROXY);
            assertThat(api.change(true, put(LinkSpec.PAUSED)).status()).isEqualTo(200);
            transactional.commitTransaction();
        }
    }
}
