// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.admin;

import dev.orbit.agent.source.connect.SourceException;
import dev.orbit.agent.source.connect.SourceException.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Answers where mirrors of a source's topics begin: of any number of topics in a few requests, and whatever keeps the source
 * from telling it of one keeps nothing from the others. For one question.
 */
public final class SourceStarts {

    private static final long GRACE_MS = 2_000;

    private final Admin admin;
    private final AdminFailure failures;
    private final Duration timeout;

    /** What no answer in time means is found out once: that takes its time too. */
    private @Nullable SourceException timedOut;

    SourceStarts(Admin admin, AdminFailure failures, Duration timeout) {
        this.admin = admin;
        this.failures = failures;
        this.timeout = timeout;
    }

    /** Where in its log a topic's mirror begins. */
    public sealed interface Place {

        /** At the log start. */
        record Earliest() implements Place {}

        /** At the high watermark. */
        record Latest() implements Place {}

        /**
         * At the first record at or after a moment; where there is none, at the high watermark.
         *
         * @param timestampMs since the epoch
         */
        record At(long timestampMs) implements Place {}
    }

    /**
     * A topic that is to be mirrored.
     *
     * @param partitions how many of it
     */
    public record Asked(String topic, int partitions, Place place) {

        private List<TopicPartition> names() {
            return IntStream.range(0, partitions)
                    .mapToObj(partition -> new TopicPartition(topic, partition))
                    .toList();
        }
    }

    /**
     * An answer.
     *
     * @param offsets by partition; null where they are not known
     * @param failure why they are not; null where they are
     */
    public record Start(
            @Nullable List<Long> offsets, @Nullable SourceException failure) {}

    /** Of each that is asked; blocks. */
    public Map<Asked, Start> of(Collection<Asked> asked) throws SourceException {
        Map<Asked, Start> starts = new HashMap<>();
        Map<Place, List<Asked>> existing =
                existing(asked, starts).stream().collect(Collectors.groupingBy(Asked::place));
        for (Map.Entry<Place, List<Asked>> alike : existing.entrySet()) {
            List<ListOffsetsResult> results = ask(alike.getKey(), alike.getValue());
            for (Asked one : alike.getValue()) {
                starts.put(one, start(one, results));
            }
        }
        return starts;
    }

    /** Kafka's client would look for a missing partition, or for a leader that is not there, until the time is over. */
    private List<Asked> existing(Collection<Asked> asked, Map<Asked, Start> starts) throws SourceException {
        Map<String, KafkaFuture<TopicDescription>> topics = admin.describeTopics(
                        asked.stream().map(Asked::topic).collect(Collectors.toSet()))
                .topicNameValues();
        settle(topics.values());
        List<Asked> existing = new ArrayList<>();
        for (Asked one : asked) {
            try {
                require(one, told(topics.get(one.topic()), one.topic()));
                existing.add(one);
            } catch (SourceException e) {
                starts.put(one, new Start(null, e));
            }
        }
        return existing;
    }

    private void require(Asked one, TopicDescription topic) throws SourceException {
        for (TopicPartition partition : one.names()) {
            if (partition.partition() >= topic.partitions().size()) {
                throw new SourceException(
                        Reason.NOT_FOUND,
                        failures.at() + "has no partition " + partition + ".",
                        "Check the name, and that Orbit's principal may Describe the topic.",
                        null);
            }
            Node leader = topic.partitions().get(partition.partition()).leader();
            if (leader == null || leader.isEmpty()) {
                throw new SourceException(
                        Reason.FAILED,
                        failures.at() + "has no leader for partition " + partition + ".",
                        "Start the brokers that hold it.",
                        null);
            }
        }
    }

    /** The answers, the one that counts first. */
    private List<ListOffsetsResult> ask(Place place, List<Asked> asked) throws SourceException {
        if (place instanceof Place.Earliest) {
            return List.of(ask(asked, OffsetSpec.earliest()));
        }
        // The ends first: a record that comes between the two questions must not be skipped.
        ListOffsetsResult ends = ask(asked, OffsetSpec.latest());
        return place instanceof Place.At at
                ? List.of(ask(asked, OffsetSpec.forTimestamp(at.timestampMs())), ends)
                : List.of(ends);
    }

    private ListOffsetsResult ask(List<Asked> asked, OffsetSpec spec) throws SourceException {
        Map<TopicPartition, OffsetSpec> question = new HashMap<>();
        asked.forEach(one -> one.names().forEach(name -> question.put(name, spec)));
        ListOffsetsResult result = admin.listOffsets(question);
        settle(List.of(result.all()));
        return result;
    }

    private Start start(Asked one, List<ListOffsetsResult> results) {
        List<Long> offsets = new ArrayList<>();
        try {
            for (TopicPartition name : one.names()) {
                long offset = -1;
                for (ListOffsetsResult result : results) {
                    offset = offset < 0
                            ? told(result.partitionResult(name), one.topic()).offset()
                            : offset;
                }
                offsets.add(offset);
            }
            return new Start(List.copyOf(offsets), null);
        } catch (SourceException e) {
            return new Start(null, e);
        }
    }

    /** Until each has its answer, or has failed, or the time is over. */
    private void settle(Collection<? extends KafkaFuture<?>> answers) throws SourceException {
        try {
            KafkaFuture.allOf(answers.toArray(KafkaFuture<?>[]::new))
                    .get(timeout.toMillis() + GRACE_MS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | java.util.concurrent.TimeoutException e) {
            // each is told of where it is needed
            return;
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private <T> T told(@Nullable KafkaFuture<T> answer, String topic) throws SourceException {
        String operation = "Describe on topic " + topic;
        try {
            return Objects.requireNonNull(answer, topic).get(0, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw explained(e.getCause() == null ? e : e.getCause(), operation);
        } catch (java.util.concurrent.TimeoutException e) {
            throw explained(new TimeoutException(e), operation);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private SourceException explained(Throwable failure, String operation) {
        if (!(failure instanceof TimeoutException)) {
            return failures.explain(failure, operation);
        }
        SourceException known = timedOut == null ? failures.explain(failure, operation) : timedOut;
        timedOut = known;
        return known;
    }

    private static SourceException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new SourceException(Reason.FAILED, "Interrupted.", "Try again.", e);
    }
}
