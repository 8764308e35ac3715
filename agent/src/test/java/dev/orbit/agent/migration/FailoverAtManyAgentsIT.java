// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.migration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orbit.agent.trial.Api;
import dev.orbit.schemas.EventsResponse;
import dev.orbit.schemas.FailoverRequest;
import dev.orbit.schemas.MigrationState;
import dev.orbit.schemas.Snapshot;
import dev.orbit.schemas.TopicEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Failovers at three agents, each with a replica of everything, from a source of two brokers. */
@Timeout(300)
class FailoverAtManyAgentsIT {

    @TempDir
    static Path directory;

    private static ThreeAgents lab;

    @BeforeAll
    static void start() {
        lab = ThreeAgents.start(directory);
    }

    @AfterAll
    static void stop() {
        lab.close();
    }

    /**
     * The source is killed while produces are on their way to it, and the coordinator while a gate is not closed yet. What the
     * topics end with is told once, and stays.
     */
    @Test
    void topicsOpenAsTheyAreThoughTheCoordinatorDiesToo() throws Exception {
        List<String> topics = List.of("failed-a", "failed-b");
        lab.proxy(topics);
        List<Writers> writers = new ArrayList<>();
        List<Readers> readers = new ArrayList<>();
        for (String topic : topics) {
            writers.add(Writers.startIdempotent(lab.destination(), topic, ThreeAgents.PARTITIONS));
            readers.add(Readers.start(lab.destination(), topic, ThreeAgents.PARTITIONS));
        }
        try (StepLog steps = StepLog.follow(lab.destination(), topics.get(1))) {
            KafkaProducer<byte[], byte[]> open = lab.transactional("failed-open");
            lab.begin(open, topics.get(0));
            open.close(Duration.ZERO);
            writers.forEach(Writers::awaitProgress);
            lab.source().requests().holdProduces();
            lab.source().requests().awaitHeld();
            Map<TopicPartition, Long> ends = awaitMirrored(topics);
            killSource();
            lab.agents().agent(ThreeAgents.SLEEPER).suspend();
            try {
                assertThat(lab.api()
                                .failover(new FailoverRequest(null, topics, null, false, true))
                                .failingOver())
                        .containsExactlyElementsOf(topics);
                steps.await("failing_over");
                lab.agents().agent(ThreeAgents.COORDINATOR).kill();
            } finally {
                lab.agents().agent(ThreeAgents.SLEEPER).resume();
            }
            lab.agents().agent(ThreeAgents.COORDINATOR).restart();
            steps.await("complete");
            awaitComplete(topics);
            assertFailedOver(topics, ends);
            for (Writers each : writers) {
                each.awaitProgress();
                each.stop();
                assertThat(each.failures()).isEmpty();
                each.assertKept(lab.destination());
            }
            readers.forEach(Readers::assertSeen);
        } finally {
            lab.source().requests().release();
            writers.forEach(Writers::close);
            readers.forEach(Readers::close);
        }
    }

    private static Map<TopicPartition, Long> awaitMirrored(List<String> topics) {
        Map<TopicPartition, Long> ends = new HashMap<>();
        await("the mirrors")
                .atMost(ThreeAgents.SOON)
                .during(Duration.ofSeconds(1))
                .untilAsserted(() -> {
                    for (String topic : topics) {
                        for (int partition = 0; partition < ThreeAgents.PARTITIONS; partition++) {
                            long end = lab.source().cluster().end(topic, partition);
                            ends.put(new TopicPartition(topic, partition), end);
                            assertThat(lab.destination().end(topic, partition)).isEqualTo(end);
                        }
                    }
                });
        return ends;
    }

    /** One of the topics has a transaction to end first, and who is asked may follow the state a little later. */
    private static void awaitComplete(List<String> topics) {
        await("the topics are open")
                .atMost(ThreeAgents.SOON)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(topics)
                        .extracting(topic -> lab.topic(topic).state())
                        .containsOnly(MigrationState.COMPLETE));
    }

    private static void killSource() {
        lab.source().brokers().broker(2).kill();
        lab.source().brokers().broker(1).kill();
        lab.source().requests().release();
    }

    /** Told by whoever coordinates, and by whoever is asked. */
    private static void assertFailedOver(List<String> topics, Map<TopicPartition, Long> ends) throws Exception {
        Map<String, Snapshot.Failover> reports = new HashMap<>();
        for (String topic : topics) {
            Snapshot.Failover report = Objects.requireNonNull(lab.topic(topic).failover());
            reports.put(topic, report);
            assertThat(report.partitions()).hasSize(ThreeAgents.PARTITIONS).allSatisfy(partition -> {
                boolean isOpen = topic.equals(topics.get(0)) && partition.partition() == 0;
                assertThat(partition.mirroredEndOffset())
                        .isEqualTo(ends.get(new TopicPartition(topic, partition.partition())));
                assertThat(partition.transactionsAborted()).as("%s", partition).isEqualTo(isOpen ? 1 : 0);
                assertThat(partition.offsetsLeftBehind()).as("%s", partition).isIn(0L, null);
            });
            assertThat(lab.destination().records(topic, IsolationLevel.READ_COMMITTED))
                    .noneMatch(record -> new String(record.value(), UTF_8).equals("in a transaction"));
        }
        lab.lead(ThreeAgents.STATE, ThreeAgents.SLEEPER);
        for (int agent : ThreeAgents.ALL) {
            Api its = new Api(lab.agents().agent(agent).endpoint());
            await("what agent " + agent + " tells")
                    .atMost(ThreeAgents.SOON)
                    .ignoreExceptions()
                    .untilAsserted(() -> {
                        assertThat(its.snapshot().topics())
                                .filteredOn(found -> topics.contains(found.topic()))
                                .allSatisfy(
                                        found -> assertThat(found.failover()).isEqualTo(reports.get(found.topic())));
                        for (String topic : topics) {
                            assertThat(its.get("/v1/events")
                                            .as(EventsResponse.class)
                                            .events())
                                    .filteredOn(event -> event.topic().equals(topic))
                                    .extracting(TopicEvent::event)
                                    .containsOnlyOnce(
                                            "failing_over", "cutting_off", "ending_transactions", "failed_over");
                        }
                    });
        }
    }
}
