// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.soak.work;

import dev.orbit.agent.lab.AgentApi;
import dev.orbit.agent.soak.history.TopicChange;
import dev.orbit.agent.soak.history.TopicModel;
import dev.orbit.agent.soak.ledger.Ledger;
import dev.orbit.agent.soak.ledger.Place;
import dev.orbit.agent.soak.stage.Cluster;
import dev.orbit.agent.soak.stage.Cluster.UnansweredException;
import dev.orbit.agent.soak.stage.Positions;
import dev.orbit.schemas.ResyncRequest;
import dev.orbit.schemas.TopicProblem;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitionReassignment;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.ElectionType;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InvalidPartitionsException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/** Changes topics. What the rest of the history builds on is repeated until it is done, also while a broker is away. */
final class SourceTopics {

    private static final short REPLICATION_FACTOR = 2;
    private static final Duration DONE_WITHIN = Duration.ofMinutes(2);
    private static final long PAUSE_MS = 300;
    private static final Set<String> RESYNCED = Set.of("already_resyncing", "mirror_healthy");

    private final Cluster source;
    private final Cluster destination;
    private final AgentApi api;
    private final Ledger ledger;

    SourceTopics(Cluster source, Cluster destination, AgentApi api, Ledger ledger) {
        this.api = api;
        this.source = source;
        this.destination = destination;
        this.ledger = ledger;
    }

    /** Returns once it is done. */
    void assure(TopicChange change, TopicModel topic) throws InterruptedException {
        if (change instanceof TopicChange.CreateTopic) {
            create(topic);
        } else if (change instanceof TopicChange.AddPartitions partitions) {
            addPartitions(partitions);
        } else if (change instanceof TopicChange.DeleteTopic) {
            delete(source, topic.name());
        } else if (change instanceof TopicChange.RemakeTopic remade) {
            delete(source, topic.name());
            TimeUnit.MILLISECONDS.sleep(remade.absentMs());
            create(topic);
        } else if (change instanceof TopicChange.MendTopic mended) {
            if (mended.byHand()) {
                delete(destination, topic.name());
            } else {
                resync(topic.name());
            }
        }
    }

    /** @throws UnansweredException if it was not done, or nobody knows */
    void attempt(TopicChange change, TopicModel topic) {
        if (change instanceof TopicChange.DeleteRecords records) {
            deleteRecords(records, topic);
        } else if (change instanceof TopicChange.AlterConfig config) {
            alter(config);
        } else if (change instanceof TopicChange.MoveLeader moved) {
            moveLeader(new TopicPartition(moved.topic(), moved.partition()));
        }
    }

    private void create(TopicModel topic) throws InterruptedException {
        NewTopic wanted = new NewTopic(topic.name(), topic.partitions(), REPLICATION_FACTOR)
                .configs(topic.kind().config());
        untilDone(() -> source.admin().createTopics(List.of(wanted)).all(), TopicExistsException.class);
    }

    private static void delete(Cluster cluster, String topic) throws InterruptedException {
        untilDone(() -> cluster.admin().deleteTopics(List.of(topic)).all(), UnknownTopicOrPartitionException.class);
    }

    private void resync(String topic) throws InterruptedException {
        ResyncRequest request = new ResyncRequest(null, List.of(topic), null, false, false);
        long deadlineNanos = System.nanoTime() + DONE_WITHIN.toNanos();
        while (true) {
            String why;
            try {
                List<TopicProblem> problems = api.resync(request).errors();
                // an earlier try did it, though nobody heard of it
                if (problems.stream()
                        .allMatch(one -> RESYNCED.contains(one.problem().code()))) {
                    return;
                }
                why = problems.toString();
            } catch (UncheckedIOException | IllegalStateException e) {
                why = String.valueOf(e.getMessage());
            }
            if (System.nanoTime() > deadlineNanos) {
                throw new IllegalStateException("No resync of " + topic + " within " + DONE_WITHIN.toSeconds()
                        + " s, which the history goes on from: " + why);
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
        }
    }

    private void addPartitions(TopicChange.AddPartitions added) throws InterruptedException {
        Map<String, NewPartitions> wanted = Map.of(added.topic(), NewPartitions.increaseTo(added.partitions()));
        untilDone(() -> source.admin().createPartitions(wanted).all(), InvalidPartitionsException.class);
    }

    /** @param done the error that says that an earlier try did it, though nobody heard of it */
    private static void untilDone(java.util.function.Supplier<KafkaFuture<?>> call, Class<? extends Exception> done)
            throws InterruptedException {
        long deadlineNanos = System.nanoTime() + DONE_WITHIN.toNanos();
        while (true) {
            try {
                Cluster.get(call.get());
                return;
            } catch (UnansweredException e) {
                if (done.isInstance(e.reason())) {
                    return;
                }
                if (System.nanoTime() > deadlineNanos) {
                    throw new IllegalStateException(
                            "A cluster did not do within " + DONE_WITHIN.toSeconds()
                                    + " s what the history goes on from: " + e.reason(),
                            e);
                }
                TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
            }
        }
    }

    private void deleteRecords(TopicChange.DeleteRecords deleted, TopicModel topic) {
        Positions at = source.positions(topic.name(), topic.partitions()).get(deleted.partition());
        long before = at.logStartOffset() + (at.highWatermark() - at.logStartOffset()) * deleted.percent() / 100;
        TopicPartition partition = new TopicPartition(topic.name(), deleted.partition());
        ledger.deleting(new Place(topic.name(), topic.generation(), deleted.partition()), before);
        Cluster.get(source.admin()
                .deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(before)))
                .all());
    }

    private void alter(TopicChange.AlterConfig altered) {
        AlterConfigOp set =
                new AlterConfigOp(new ConfigEntry(altered.name(), altered.value()), AlterConfigOp.OpType.SET);
        Cluster.get(source.admin()
                .incrementalAlterConfigs(
                        Map.of(new ConfigResource(ConfigResource.Type.TOPIC, altered.topic()), List.of(set)))
                .all());
    }

    private void moveLeader(TopicPartition partition) {
        TopicDescription description = Cluster.get(source.admin()
                        .describeTopics(List.of(partition.topic()))
                        .allTopicNames())
                .get(partition.topic());
        if (description == null) {
            return;
        }
        var info = description.partitions().get(partition.partition());
        @Nullable Node leader = info.leader();
        int first = leader == null ? info.replicas().get(0).id() : leader.id();
        int other = info.replicas().stream()
                .map(Node::id)
                .filter(id -> id != first)
                .findFirst()
                .orElse(first);
        NewPartitionReassignment turned = new NewPartitionReassignment(List.of(other, first));
        Cluster.get(source.admin()
                .alterPartitionReassignments(Map.of(partition, Optional.of(turned)))
                .all());
        Cluster.get(source.admin()
                .electLeaders(ElectionType.PREFERRED, Set.of(partition))
                .all());
    }
}
