// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.orbit.agent.lab.Documents;
import dev.orbit.agent.lab.KafkaRelease;
import dev.orbit.agent.trial.AnySource;
import dev.orbit.agent.trial.Cluster;
import dev.orbit.schemas.Change;
import dev.orbit.schemas.GroupState;
import dev.orbit.schemas.Snapshot;
import dev.orbit.schemas.TopicMappingSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Consumer groups' offsets at an agent whose link copies them. Each test has topics and groups of its own. */
@AnySource
@Timeout(240)
class GroupOffsetsIT {

    private static final int GROUPS = 10;

    @TempDir
    static Path directory;

    private static GroupTrial trial;

    @BeforeAll
    static void start() throws Exception {
        trial = GroupTrial.start(directory);
    }

    @AfterAll
    static void stop() {
        trial.close();
    }

    private static List<String> values(long from, long to) {
        return LongStream.range(from, to).mapToObj(i -> "value-" + i).toList();
    }

    /** And once it has moved, nothing that happens at the source takes it back. */
    @ParameterizedTest
    @ValueSource(strings = {"classic", "consumer"})
    void aConsumerGoesOnExactlyWhereItStopped(String protocol) throws Exception {
        assumeTrue(
                protocol.equals("classic") || KafkaRelease.current().isAtLeast(4, 0),
                "the source does not know the group protocol " + protocol);
        String topic = "move-" + protocol;
        String group = "mover-" + protocol;
        trial.mirror(topic, 20);

        List<String> before = trial.consume(trial.source(), group, protocol, topic, 7);
        trial.awaitCopied(group, topic, 7);
        assertThat(trial.committed(trial.destination(), group, topic))
                .flatMap(OffsetAndMetadata::leaderEpoch)
                .isEmpty();
        List<String> after = trial.consume(trial.destination(), group, protocol, topic, 10);

        assertThat(before).isEqualTo(values(0, 7));
        assertThat(after).isEqualTo(values(7, 17));
        trial.commit(trial.source(), group, topic, 3);
        Snapshot.Group moved = trial.awaitState(group, GroupState.MOVED);
        assertThat(moved.reason()).contains("Its commit 17 on " + topic + "-0", "delete the group at the destination");
        assertThat(trial.committed(trial.destination(), group, topic))
                .map(OffsetAndMetadata::offset)
                .contains(17L);
    }

    /** So many this agent says it has copied so far. */
    private static double copiedOffsets() throws Exception {
        String name = "orbit_agent_copied_group_offsets_total ";
        return trial.api()
                .get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length())))
                .sum();
    }

    @Test
    void copiesGoingOnAtTheSourceWithMetadata() throws Exception {
        trial.mirror("steady", 20);
        double copiedBefore = copiedOffsets();
        for (long offset : new long[] {12, 4}) {
            trial.commit(
                    trial.source(),
                    "follower",
                    "steady",
                    new OffsetAndMetadata(offset, Optional.of(0), "at " + offset));

            trial.awaitCopied("follower", "steady", offset);

            assertThat(trial.committed(trial.destination(), "follower", "steady"))
                    .contains(new OffsetAndMetadata(offset, Optional.empty(), "at " + offset));
        }
        assertThat(trial.awaitState("follower", GroupState.COPIED).reason()).isNull();
        await().atMost(GroupTrial.WITHIN)
                .untilAsserted(() -> assertThat(copiedOffsets()).isGreaterThanOrEqualTo(copiedBefore + 2));
    }

    @Test
    void picksAndRenamesGroupsAndTopics() throws Exception {
        trial.source().createTopic("named", 1);
        trial.produce("named", 10);
        trial.api().put(new Change.PutTopicMapping(TopicMappingSpec.literal(Documents.LINK, 0, "named", "renamed"), 0));
        trial.awaitMirrored("renamed", 10);
        trial.commit(trial.source(), "pick-one", "named", 4);
        trial.commit(trial.source(), "pick-one-test", "named", 4);
        trial.commit(trial.source(), "no-pick-one", "named", 4);
        trial.copy(List.of("pick-.*"), List.of(".*-test"), "eu.");
        try {
            trial.awaitCopied("eu.pick-one", "renamed", 4);

            assertThat(trial.awaitState("eu.pick-one", GroupState.COPIED).sourceGroup())
                    .isEqualTo("pick-one");
            assertThat(trial.api().snapshot().groups())
                    .extracting(Snapshot.Group::group)
                    .containsExactly("eu.pick-one");
            assertThat(trial.destination().admin().listGroups().all().get(30, TimeUnit.SECONDS))
                    .extracting(group -> group.groupId())
                    .contains("eu.pick-one")
                    .doesNotContain("eu.pick-one-test", "eu.no-pick-one");
        } finally {
            trial.copy(List.of(".*"), List.of(), "");
        }
    }

    @Test
    void anOffsetThatIsNotMirroredYetWaits() throws Exception {
        trial.mirror("waited-for", 5);
        trial.commit(trial.source(), "waiter", "waited-for", 9);

        // earlier rounds may not know yet how far the mirror is
        await("the mirror's end in the reason")
                .atMost(GroupTrial.WITHIN)
                .untilAsserted(() -> assertThat(trial.status("waiter"))
                        .map(Snapshot.Group::reason)
                        .contains("Waits for offset 9 of waited-for-0 to be mirrored (the mirror holds up to 5)."));
        Snapshot.Group waiting = trial.awaitState("waiter", GroupState.WAITING);
        assertThat(waiting.partitions()).containsExactly(new Snapshot.GroupPartition("waited-for", 0, 9, null));
        assertThat(trial.committed(trial.destination(), "waiter", "waited-for")).isEmpty();
        trial.produce("waited-for", 5);

        trial.awaitCopied("waiter", "waited-for", 9);
    }

    @Test
    void anOffsetBelowTheLogStartIsRaisedToIt() throws Exception {
        trial.source().createTopic("shortened", 1);
        trial.produce("shortened", 10);
        trial.commit(trial.source(), "late-comer", "shortened", 2);
        trial.source()
                .admin()
                .deleteRecords(Map.of(new TopicPartition("shortened", 0), RecordsToDelete.beforeOffset(6)))
                .all()
                .get(30, TimeUnit.SECONDS);
        trial.api().put(Documents.putMapping("shortened"));

        trial.awaitCopied("late-comer", "shortened", 6);
    }

    @ParameterizedTest
    @ValueSource(strings = {"classic", "consumer"})
    void aGroupWithMembersAtTheDestinationIsLeftAlone(String protocol) throws Exception {
        String topic = "shared-" + protocol;
        String group = "member-" + protocol;
        trial.mirror(topic, 10);
        try (var member = trial.consumer(trial.destination(), group, protocol, topic)) {
            GroupTrial.read(member, 1, new ArrayList<>());
            trial.commit(trial.source(), group, topic, 8);

            assertThat(trial.awaitState(group, GroupState.ACTIVE).reason()).contains("has members");
            assertThat(trial.committed(trial.destination(), group, topic)).isEmpty();
        }
        trial.awaitCopied(group, topic, 8);
    }

    /** Where a share group stands is no offset. */
    @Test
    void aShareGroupIsListedAndNotCopiedAndKeepsNoOtherFromIt() throws Exception {
        assumeTrue(KafkaRelease.current().isAtLeast(4, 2), "the source does not know share groups");
        trial.mirror("handed-out", 10);

        int read = trial.share("sharers", "handed-out");
        trial.commit(trial.source(), "plain", "handed-out", 4);
        trial.awaitCopied("plain", "handed-out", 4);

        assertThat(read).isPositive();
        assertThat(groups(trial.source())).contains("sharers", "plain");
        assertThat(groups(trial.destination())).contains("plain").doesNotContain("sharers");
        assertThat(trial.awaitState("sharers", GroupState.SKIPPED).reason()).contains("share group", "Drain it");
    }

    private static List<String> groups(Cluster cluster) throws Exception {
        return cluster.admin().listGroups().all().get(30, TimeUnit.SECONDS).stream()
                .map(GroupListing::groupId)
                .toList();
    }

    /** Whatever the agent was at when it died: afterwards it knows its own commits from those of others. */
    @Test
    void groupsAreCopiedAndNotRewoundAfterTheAgentIsKilled() throws Exception {
        trial.mirror("survivor", 100);
        trial.commit(trial.source(), "moved-before", "survivor", 30);
        trial.awaitCopied("moved-before", "survivor", 30);
        trial.commit(trial.destination(), "moved-before", "survivor", 60);
        for (int i = 0; i < GROUPS; i++) {
            trial.commit(trial.source(), "many-" + i, "survivor", 10);
        }
        await("a round half done")
                .atMost(GroupTrial.WITHIN)
                .until(() -> trial.committed(trial.destination(), "many-0", "survivor")
                        .isPresent());
        for (int i = 0; i < GROUPS; i++) {
            trial.commit(trial.source(), "many-" + i, "survivor", 50);
        }
        trial.commit(trial.source(), "moved-before", "survivor", 40);

        trial.agent().kill();
        trial.agent().restart();

        for (int i = 0; i < GROUPS; i++) {
            trial.awaitCopied("many-" + i, "survivor", 50);
        }
        trial.awaitState("moved-before", GroupState.MOVED);
        assertThat(trial.committed(trial.destination(), "moved-before", "survivor"))
                .map(OffsetAndMetadata::offset)
                .contains(60L);
        for (int i = 0; i < GROUPS; i++) {
            trial.awaitState("many-" + i, GroupState.COPIED);
        }
    }

    @Test
    void aMissingRightIsNamedAndLoggedOnce() throws Exception {
        trial.mirror("guarded", 5);
        trial.commit(trial.source(), "secret", "guarded", 3);
        trial.commit(trial.source(), "open", "guarded", 3);
        AclBinding denied = new AclBinding(
                new ResourcePattern(ResourceType.GROUP, "secret", PatternType.LITERAL),
                new AccessControlEntry("User:ANONYMOUS", "*", AclOperation.DESCRIBE, AclPermissionType.DENY));
        trial.source().admin().createAcls(List.of(denied)).all().get(30, TimeUnit.SECONDS);

        Snapshot.Group secret = trial.awaitState("secret", GroupState.FAILED);
        trial.awaitCopied("open", "guarded", 3);
        trial.commit(trial.source(), "open", "guarded", 4);
        trial.awaitCopied("open", "guarded", 4);

        assertThat(secret.reason()).contains("does not allow Orbit's principal Describe on group secret", "Grant");
        assertThat(Files.readString(trial.agent().logFile()).lines())
                .filteredOn(line -> line.contains("Describe on group secret"))
                .hasSize(1);
    }

    /** The epochs in its commits are the source's: at the destination, whose leaders have had fewer, they lead nowhere. */
    @Test
    void aConsumerGoesOnWhoseSourceHasHadMoreLeaders() throws Exception {
        assumeTrue(KafkaRelease.current().isAtLeast(4, 0), "the source does not elect its only broker anew");
        trial.source().createTopic("led-anew", 1);
        for (int i = 0; i < 3; i++) {
            trial.restartSource();
        }
        trial.produce("led-anew", 20);
        trial.api().put(Documents.putMapping("led-anew"));
        trial.awaitMirrored("led-anew", 20);
        trial.consume(trial.source(), "well-led", "classic", "led-anew", 7);
        assertThat(trial.committed(trial.source(), "well-led", "led-anew"))
                .flatMap(OffsetAndMetadata::leaderEpoch)
                .hasValueSatisfying(epoch -> assertThat(epoch).isGreaterThanOrEqualTo(3));
        trial.awaitCopied("well-led", "led-anew", 7);

        assertTimeoutPreemptively(
                Duration.ofSeconds(20),
                () -> assertThat(trial.consume(trial.destination(), "well-led", "classic", "led-anew", 5))
                        .isEqualTo(values(7, 12)));
        assertThat(trial.consume(trial.destination(), "well-led", "classic", "led-anew", 5))
                .isEqualTo(values(12, 17));
    }

    /** What the group committed is more than the offsets topic takes in one batch, 1 MiB. */
    @Test
    void copiesAGroupThatIsLargerThanABatchMayBe() throws Exception {
        int partitions = 300;
        trial.source().createTopic("wide", partitions);
        trial.api().put(Documents.putMapping("wide"));
        String metadata = "m".repeat(4_000);
        for (int from = 0; from < partitions; from += 100) {
            trial.source()
                    .admin()
                    .alterConsumerGroupOffsets(
                            "large",
                            IntStream.range(from, from + 100)
                                    .boxed()
                                    .collect(Collectors.toMap(
                                            partition -> new TopicPartition("wide", partition),
                                            partition -> new OffsetAndMetadata(0, metadata))))
                    .all()
                    .get(60, TimeUnit.SECONDS);
        }

        await("all offsets").atMost(GroupTrial.WITHIN).untilAsserted(() -> {
            assertThat(trial.status("large"))
                    .hasValueSatisfying(group -> assertThat(group.state())
                            .as(String.valueOf(group.reason()))
                            .isEqualTo(GroupState.COPIED));
            assertThat(trial.destination()
                            .admin()
                            .listConsumerGroupOffsets("large")
                            .partitionsToOffsetAndMetadata()
                            .get(60, TimeUnit.SECONDS))
                    .hasSize(partitions);
        });
    }
}
