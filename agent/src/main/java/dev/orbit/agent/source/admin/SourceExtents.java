// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.admin;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers where partitions' logs lie at a source cluster: of any number of them in a few requests, and whatever keeps the
 * source from telling it of one keeps nothing from the others.
 */
public final class SourceExtents {

    private static final Logger LOG = LoggerFactory.getLogger(SourceExtents.class);

    private final Admin admin;
    private final Duration timeout;

    SourceExtents(Admin admin, Duration timeout) {
        this.admin = admin;
        this.timeout = timeout;
    }

    /**
     * Where a log lies.
     *
     * @param endOffset high watermark; exclusive
     */
    public record Extent(long startOffset, long endOffset) {}

    /** Of these partitions, as far as the source tells within about twice the timeout; blocks. */
    public Map<TopicPartition, Extent> of(Collection<TopicPartition> partitions) {
        Set<TopicPartition> asked = existing(partitions);
        if (asked.isEmpty()) {
            return Map.of();
        }
        ListOffsetsResult starts = admin.listOffsets(question(asked, OffsetSpec.earliest()));
        ListOffsetsResult ends = admin.listOffsets(question(asked, OffsetSpec.latest()));
        await(List.of(starts.all(), ends.all()));
        Map<TopicPartition, Extent> extents = new HashMap<>();
        for (TopicPartition partition : asked) {
            Optional<ListOffsetsResultInfo> start = told(starts.partitionResult(partition));
            told(ends.partitionResult(partition))
                    .ifPresent(end ->
                            start.ifPresent(from -> extents.put(partition, new Extent(from.offset(), end.offset()))));
        }
        return extents;
    }

    /** Kafka's client would look for a missing partition until the time is over. */
    private Set<TopicPartition> existing(Collection<TopicPartition> partitions) {
        Map<String, KafkaFuture<TopicDescription>> topics = admin.describeTopics(
                        partitions.stream().map(TopicPartition::topic).collect(Collectors.toSet()))
                .topicNameValues();
        await(topics.values());
        Map<String, Integer> counts = new HashMap<>();
        topics.forEach((name, answer) -> told(answer)
                .ifPresent(topic -> counts.put(name, topic.partitions().size())));
        return partitions.stream()
                .filter(partition -> partition.partition() < counts.getOrDefault(partition.topic(), 0))
                .collect(Collectors.toSet());
    }

    private static Map<TopicPartition, OffsetSpec> question(Set<TopicPartition> partitions, OffsetSpec spec) {
        return partitions.stream().collect(Collectors.toMap(Function.identity(), partition -> spec));
    }

    /** Until each has its answer, or has failed. */
    private void await(Collection<? extends KafkaFuture<?>> answers) {
        try {
            KafkaFuture.allOf(answers.toArray(KafkaFuture<?>[]::new)).get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            // some are missing: who waits for those asks again
            LOG.debug("Not all was answered: {}", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static <T> Optional<T> told(KafkaFuture<T> answer) {
        try {
            return answer.isDone() && !answer.isCompletedExceptionally()
                    ? Optional.ofNullable(answer.getNow(null))
                    : Optional.empty();
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
