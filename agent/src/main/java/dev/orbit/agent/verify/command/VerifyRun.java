// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.verify.command;

import dev.orbit.agent.tag.ProducerIdTag;
import dev.orbit.agent.verify.LogReader;
import dev.orbit.agent.verify.ProofCheck;
import dev.orbit.agent.verify.Result;
import dev.orbit.agent.verify.TopicPair;
import dev.orbit.agent.verify.TopicReport;
import dev.orbit.agent.verify.Verification;
import dev.orbit.agent.verify.VerificationReport;
import dev.orbit.agent.verify.VerifiedTopic;
import dev.orbit.agent.verify.VerifiedTopic.Shape;
import dev.orbit.schemas.MigrationState;
import dev.orbit.schemas.Snapshot;
import dev.orbit.schemas.TopicEvent;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** From the agents' snapshot to the report. */
final class VerifyRun {

    private final Snapshots snapshots;
    private final TopicChoice choice;
    private final Function<String, @Nullable String> environment;

    /** @param environment value of a variable, null where there is none */
    VerifyRun(Snapshots snapshots, TopicChoice choice, Function<String, @Nullable String> environment) {
        this.snapshots = snapshots;
        this.choice = choice;
        this.environment = environment;
    }

    /**
     * Compares.
     *
     * @param destination client properties
     * @param console made once the number of partitions is known
     * @throws VerifyException if nothing can be compared
     */
    VerificationReport run(Supplier<Map<String, Object>> destination, IntFunction<Console> console) {
        Snapshot snapshot = snapshots.now();
        String name = choice.link(snapshot);
        List<Snapshot.Topic> topics = choice.topics(snapshot, name);
        Snapshot.Link link = choice.proofOnly() ? null : declared(snapshot, name);
        String sourceId = link == null ? sourceClusterId(topics) : sourceClusterId(link);
        Map<String, Object> destinationClient = destination.get();
        Map<String, Object> sourceClient = link == null ? null : Clients.source(link.spec(), environment);
        List<VerifiedTopic> verified = inspect(topics, sourceClient, sourceId, destinationClient, snapshot);

        List<TopicEvent> events = snapshots.events();
        int partitionCount =
                verified.stream().mapToInt(VerifiedTopic::commonPartitionCount).sum();
        Console told = console.apply(partitionCount);
        String begin = now();
        ProducerIdTag tag = ProducerIdTag.of(sourceId, snapshot.cluster().clusterId());
        List<TopicReport> reports = told(verify(verified, sourceClient, destinationClient, tag, told), topics, events);
        VerificationReport report = new VerificationReport(
                Result.of(reports.stream().map(TopicReport::result).toList()),
                name,
                sourceId,
                snapshot.cluster().clusterId(),
                begin,
                now(),
                choice.proofOnly(),
                partitionCount,
                reports.stream().mapToLong(TopicReport::recordCount).sum(),
                reports);
        told.finish(report);
        return report;
    }

    private List<TopicReport> verify(
            List<VerifiedTopic> topics,
            @Nullable Map<String, Object> source,
            Map<String, Object> destination,
            ProducerIdTag tag,
            Console told) {
        try (LogReader logs = new LogReader(destination)) {
            return new Verification(source, destination, this::stateNow, new ProofCheck(logs, tag), told)
                    .verify(topics);
        }
    }

    /** With what happened to each topic. */
    private static List<TopicReport> told(
            List<TopicReport> reports, List<Snapshot.Topic> topics, List<TopicEvent> events) {
        Map<String, Snapshot.Topic> byName =
                topics.stream().collect(Collectors.toMap(Snapshot.Topic::topic, Function.identity()));
        return reports.stream()
                .map(report -> report.with(
                        Objects.requireNonNull(byName.get(report.topic())).lastAttempt(),
                        events.stream()
                                .filter(event -> event.topic().equals(report.topic()))
                                .toList()))
                .toList();
    }

    private static Snapshot.Link declared(Snapshot snapshot, String name) {
        return snapshot.links().stream()
                .filter(link -> link.spec().name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Of the topics alone: a link that is gone tells nothing, and one of its name may lead elsewhere by now. */
    private static String sourceClusterId(List<Snapshot.Topic> topics) {
        List<String> ids = topics.stream()
                .map(topic -> Objects.requireNonNullElse(topic.sourceClusterId(), "unknown"))
                .distinct()
                .toList();
        if (ids.size() > 1) {
            throw VerifyException.of(
                    "several_sources",
                    "The chosen topics were mirrored from several clusters: " + String.join(", ", ids) + ".",
                    "Choose those of one with --topic or --topic-regex; GET /v1/snapshot tells the source_cluster_id"
                            + " of each.");
        }
        return ids.get(0);
    }

    private static String sourceClusterId(Snapshot.Link link) {
        String id = link.sourceClusterId();
        if (id == null) {
            throw VerifyException.of(
                    "source_unknown",
                    "The link \"" + link.spec().name() + "\" has not reached its source yet: "
                            + (link.error() == null ? "it was declared a moment ago." : link.error()),
                    "See orbit status; verify again when the link is ACTIVE.");
        }
        return id;
    }

    private List<VerifiedTopic> inspect(
            List<Snapshot.Topic> topics,
            @Nullable Map<String, Object> sourceClient,
            String sourceId,
            Map<String, Object> destinationClient,
            Snapshot snapshot) {
        Function<Snapshot.Topic, @Nullable Shape> ofSource =
                sourceClient == null ? VerifyRun::atComplete : ofSource(topics, sourceClient, sourceId);
        Map<String, Shape> ofDestination =
                ofDestination(topics, destinationClient, snapshot.cluster().clusterId());
        return topics.stream()
                .map(topic -> new VerifiedTopic(
                        new TopicPair(topic.sourceTopic(), topic.topic()),
                        topic.sourceTopicId(),
                        topic.state(),
                        ofSource.apply(topic),
                        ofDestination.get(topic.topic()),
                        topic.completion()))
                .toList();
    }

    private static Shape atComplete(Snapshot.Topic topic) {
        return new Shape(Objects.requireNonNull(topic.completion()).partitions().size(), false);
    }

    private static Function<Snapshot.Topic, @Nullable Shape> ofSource(
            List<Snapshot.Topic> topics, Map<String, Object> client, String id) {
        String remedy = "Check source_bootstrap_brokers and the credentials of the link, and what its principal may"
                + " do (Describe, DescribeConfigs and Read on the topics).";
        try (Cluster source = new Cluster("source" + at(client), client, remedy)) {
            source.requireId(id, "the link is for cluster");
            Map<String, Shape> shapes = source.shapes(
                    topics.stream().map(Snapshot.Topic::sourceTopic).toList());
            return topic -> shapes.get(topic.sourceTopic());
        }
    }

    private static Map<String, Shape> ofDestination(
            List<Snapshot.Topic> topics, Map<String, Object> client, String id) {
        String remedy = "Check --bootstrap-server, and --command-config where the destination wants credentials.";
        try (Cluster destination = new Cluster("destination" + at(client), client, remedy)) {
            destination.requireId(id, "the agent is one of cluster");
            return destination.shapes(topics.stream().map(Snapshot.Topic::topic).toList());
        }
    }

    private static String at(Map<String, Object> client) {
        return " at " + client.get("bootstrap.servers");
    }

    private MigrationState stateNow(String topic) {
        return snapshots.now().topics().stream()
                .filter(found -> found.topic().equals(topic))
                .findFirst()
                .map(Snapshot.Topic::state)
                .orElseThrow(() -> VerifyException.of(
                        "topic_gone",
                        "The mirror topic " + topic + " is gone since the comparison began.",
                        "Verify again."));
    }

    private static String now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS).toString();
    }
}
