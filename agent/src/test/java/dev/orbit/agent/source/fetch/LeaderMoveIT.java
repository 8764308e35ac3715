// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orbit.agent.lab.StockClusterProcess;
import dev.orbit.agent.source.SourceLab;
import dev.orbit.agent.source.admin.SourceAdmin;
import dev.orbit.agent.source.admin.SourceEndOffsets;
import dev.orbit.agent.source.admin.SourceTopic;
import dev.orbit.agent.source.connect.SourceClientConfig;
import dev.orbit.agent.source.forward.Forwards;
import dev.orbit.agent.source.forward.SourceProducer;
import dev.orbit.agent.source.metadata.RecordingListener;
import dev.orbit.agent.source.metadata.SourceMetadata;
import dev.orbit.agent.trial.AnySource;
import dev.orbit.schemas.FetchSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.NewPartitionReassignment;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.ElectionType;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Leaders that move between the brokers of a source. */
@AnySource
@Timeout(180)
class LeaderMoveIT {

    private static final Duration SOON = Duration.ofSeconds(40);

    @TempDir
    static Path directory;

    private static StockClusterProcess cluster;
    private static SourceLab source;

    private final RecordingListener listener = new RecordingListener();

    @BeforeAll
    static void startSource() {
        // A follower that is suspended is to stay in the ISR.
        cluster = StockClusterProcess.start(
                directory, 2, options -> options.withSessionTimeout(60_000).with("offsets.topic.num.partitions", "4"));
        source = new SourceLab(cluster.bootstrapServers());
    }

    @AfterAll
    static void stopSource() {
        source.close();
        cluster.close();
    }

    @Test
    void fetchersFollow() throws Exception {
        SourceTopic topic = source.createTopic(new NewTopic("followed", Map.of(0, List.of(1, 2))));
        TopicPartition partition = new TopicPartition(topic.name(), 0);
        RecordingTarget target = new RecordingTarget(topic, 0);
        try (SourceMetadata metadata = SourceMetadata.start(source.config(), null, listener);
                SourceFetchers fetchers = new SourceFetchers(source.config(), metadata, FetchSettings.DEFAULTS)) {
            fetchers.assign(Set.of(target));
            for (int round = 1; round <= 4; round++) {
                lead(partition, round % 2 == 0 ? List.of(1, 2) : List.of(2, 1));
                source.produce(topic.name(), 0, 100);
                awaitOffset(target, round * 100L);
            }

            assertThat(target.bytes())
                    .isEqualTo(Files.readAllBytes(cluster.broker(1)
                            .dataDirectory()
                            .resolve("followed-0")
                            .resolve("00000000000000000000.log")));
            assertThat(target.threads)
                    .contains("orbit-test-fetch-1-" + FetchRouting.slot(partition, 2))
                    .contains("orbit-test-fetch-2-" + FetchRouting.slot(partition, 2));
            assertThat(target.overlaps).hasValue(0);
            assertThat(target.failures).isEmpty();
            assertThat(listener.heard).containsExactly("reached");
        }
    }

    /** Though nothing is written, and their answers bring nothing. */
    @Test
    void everyLeaderIsHeard() throws Exception {
        SourceTopic topic = source.createTopic(new NewTopic("heard", Map.of(0, List.of(1, 2))));
        TopicPartition partition = new TopicPartition(topic.name(), 0);
        source.produce(topic.name(), 0, 10);
        RecordingTarget target = new RecordingTarget(topic, 0);
        try (SourceEndOffsets ends = new SourceEndOffsets(source.config());
                SourceMetadata metadata = SourceMetadata.start(source.config(), null, listener);
                SourceFetchers fetchers = new SourceFetchers(source.config(), metadata, FetchSettings.DEFAULTS)) {
            fetchers.assign(Set.of(target));
            awaitHeard(target, 0);

            lead(partition, List.of(2, 1));
            int moved = awaitLeaderEpochAfter(0, ends, topic);
            awaitHeard(target, moved);

            // the leader stays, and its epoch is another one
            reassign(partition, List.of(2));
            awaitHeard(target, awaitLeaderEpochAfter(moved, ends, topic));
            assertThat(target.leaderEpochs).isSorted().doesNotHaveDuplicates();
        }
    }

    /** A leader does not say where its log ends before it knows its high watermark. */
    private static int awaitLeaderEpochAfter(int former, SourceEndOffsets ends, SourceTopic topic) {
        AtomicInteger epoch = new AtomicInteger(former);
        await().atMost(SOON).untilAsserted(() -> {
            epoch.set(SourceLab.ends(ends, topic.name()).get(0).leaderEpoch());
            assertThat(epoch).hasValueGreaterThan(former);
        });
        return epoch.get();
    }

    private static void awaitHeard(RecordingTarget target, int leaderEpoch) {
        await().atMost(SOON).untilAsserted(() -> assertThat(target.leaderEpochs).endsWith(leaderEpoch));
    }

    @Test
    void tellsWhereTheSourcePartsFromWhatWasFetched() throws Exception {
        SourceTopic topic = source.createTopic(new NewTopic("parted", Map.of(0, List.of(1, 2))));
        TopicPartition partition = new TopicPartition(topic.name(), 0);
        source.produce(topic.name(), 0, 10);
        lead(partition, List.of(2, 1));
        source.produce(topic.name(), 0, 10);
        RecordingTarget target = new RecordingTarget(topic, 0);
        target.nextOffset = 15;
        target.lastFetchedEpoch = 0;
        try (SourceMetadata metadata = SourceMetadata.start(source.config(), null, listener);
                SourceFetchers fetchers = new SourceFetchers(source.config(), metadata, FetchSettings.DEFAULTS)) {
            fetchers.assign(Set.of(target));

            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(target.divergences).contains("0@10"));

            assertThat(target.deliveries).hasValue(0);
            target.nextOffset = 10;
            awaitOffset(target, 20);
        }
    }

    /** What a producer was told is written, with acks 1, may be beyond the high watermark. */
    @Test
    void theLeaderTellsWhereItsLogEnds() throws Exception {
        SourceTopic topic = source.createTopic(new NewTopic("ends", Map.of(0, List.of(1, 2))));
        source.produce("ends", 0, 10);
        RecordingTarget target = new RecordingTarget(topic, 0);
        SourceClientConfig leader = SourceLab.config(cluster.broker(1).bootstrapServers());
        try (SourceEndOffsets ends = new SourceEndOffsets(leader);
                SourceMetadata metadata = SourceMetadata.start(leader, null, listener);
                SourceFetchers fetchers = new SourceFetchers(leader, metadata, FetchSettings.DEFAULTS);
                SourceProducer producer =
                        SourceProducer.start(leader, null, SourceProducer.Settings.DEFAULTS, listener)) {
            fetchers.assign(Set.of(target));
            awaitOffset(target, 10);
            assertThat(SourceLab.ends(ends, "ends")).containsExactly(new SourceEndOffsets.End(10, 10, 10, 0));

            SourceLab.suspend(cluster.broker(2));
            Forwards forwards = new Forwards(producer);
            forwards.forwardUntilTaken(Forwards.request(topic, 0, Forwards.batch(-1, -1, "v"), 1, 9_000));

            assertThat(SourceLab.ends(ends, "ends")).containsExactly(new SourceEndOffsets.End(11, 10, 10, 0));
            assertThat(target.highWatermark).isEqualTo(10);
            cluster.broker(2).resume();
            awaitOffset(target, 11);
        } finally {
            cluster.broker(2).resume();
        }
    }

    /** Each producer tries again until its batch is taken; the source recognises what it has already. */
    @Test
    void forwardsFollowAndNothingIsLostOrDoubled() throws Exception {
        SourceTopic topic = source.createTopic(new NewTopic("forwarded", Map.of(0, List.of(1, 2), 1, List.of(2, 1))));
        AtomicReference<Throwable> mover = new AtomicReference<>();
        Thread moves = new Thread(() -> {
            try {
                for (int round = 1; round <= 4; round++) {
                    lead(new TopicPartition(topic.name(), 0), round % 2 == 0 ? List.of(1, 2) : List.of(2, 1));
                    lead(new TopicPartition(topic.name(), 1), round % 2 == 0 ? List.of(2, 1) : List.of(1, 2));
                }
            } catch (Exception | AssertionError e) {
                mover.set(e);
            }
        });
        try (SourceProducer producer =
                SourceProducer.start(source.config(), null, SourceProducer.Settings.DEFAULTS, listener)) {
            Forwards forwards = new Forwards(producer);
            moves.start();
            int sequence = 0;
            for (; sequence < 50 || moves.isAlive(); sequence++) {
                for (int partition = 0; partition < 2; partition++) {
                    forwards.forwardUntilTaken(
                            Forwards.request(topic, partition, Forwards.batch(partition, sequence, "v"), -1, 6_000));
                }
            }
            moves.join();

            assertThat(mover).hasValue(null);
            assertThat(forwards.counts()).containsOnly(1);
            int sent = sequence;
            try (SourceAdmin admin = new SourceAdmin(source.config())) {
                assertThat(admin.extents()
                                .of(List.of(new TopicPartition(topic.name(), 0), new TopicPartition(topic.name(), 1))))
                        .hasSize(2)
                        .allSatisfy((partition, extent) ->
                                assertThat(extent.endOffset()).isEqualTo(sent));
            }
        }
    }

    /** Makes the first of the replicas lead. */
    private static void lead(TopicPartition partition, List<Integer> replicas) throws Exception {
        reassign(partition, replicas);
        await().atMost(SOON).ignoreExceptions().untilAsserted(() -> {
            source.admin()
                    .electLeaders(ElectionType.PREFERRED, Set.of(partition))
                    .partitions()
                    .get(30, TimeUnit.SECONDS);
            assertThat(source.leader(partition)).isEqualTo(replicas.get(0));
        });
    }

    private static void reassign(TopicPartition partition, List<Integer> replicas) throws Exception {
        source.admin()
                .alterPartitionReassignments(Map.of(partition, Optional.of(new NewPartitionReassignment(replicas))))
                .all()
                .get(30, TimeUnit.SECONDS);
    }

    private static void awaitOffset(RecordingTarget target, long offset) {
        await().atMost(SOON).untilAsserted(() -> assertThat(target.nextOffset).isEqualTo(offset));
    }

    /** Which broker coordinates a group is the cluster's to say; the others do not know its commits. */
    @Test
    void groupsAreFoundAtWhicheverBrokerCoordinatesThem() throws Exception {
        SourceTopic topic = source.createTopic(new NewTopic("grouped", Map.of(0, List.of(1, 2))));
        TopicPartition partition = new TopicPartition(topic.name(), 0);
        List<String> groups =
                IntStream.range(0, 12).mapToObj(i -> "coordinated-" + i).toList();
        for (int i = 0; i < groups.size(); i++) {
            source.admin()
                    .alterConsumerGroupOffsets(groups.get(i), Map.of(partition, new OffsetAndMetadata(i)))
                    .all()
                    .get(30, TimeUnit.SECONDS);
        }
        assertThat(source.admin()
                        .describeConsumerGroups(groups)
                        .all()
                        .get(30, TimeUnit.SECONDS)
                        .values())
                .extracting(group -> group.coordinator().id())
                .contains(1, 2);

        try (SourceAdmin admin = new SourceAdmin(source.config())) {
            assertThat(admin.groups().names().consumers()).containsAll(groups);
            assertThat(admin.groups().commits(groups))
                    .allSatisfy(
                            found -> assertThat(found.offsets().get(partition).offset())
                                    .isEqualTo(groups.indexOf(found.group())));
        }
    }
}
