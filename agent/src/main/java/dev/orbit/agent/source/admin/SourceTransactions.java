// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.admin;

import dev.orbit.agent.source.connect.SourceException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeProducersResult.PartitionProducerState;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Answers whose transactions are open at a source cluster. */
public final class SourceTransactions {

    private final Admin admin;
    private final AdminFailure failures;
    private final Duration timeout;

    SourceTransactions(Admin admin, AdminFailure failures, Duration timeout) {
        this.admin = admin;
        this.failures = failures;
        this.timeout = timeout;
    }

    /**
     * A transaction that is open in a partition.
     *
     * @param startOffset of its first record there
     * @param transactionalId null where the source does not tell it
     */
    public record Open(
            TopicPartition partition,
            long startOffset,
            long producerId,
            @Nullable String transactionalId) {}

    /** The transactions that are open in these partitions now; fails on sources that cannot tell, before 2.8. */
    public List<Open> open(Collection<TopicPartition> partitions) throws SourceException {
        Map<TopicPartition, List<ProducerState>> found = new HashMap<>();
        Map<TopicPartition, KafkaFuture<PartitionProducerState>> answers = new HashMap<>();
        var result = admin.describeProducers(partitions);
        partitions.forEach(partition -> answers.put(partition, result.partitionResult(partition)));
        for (var answer : answers.entrySet()) {
            found.put(
                    answer.getKey(),
                    failures
                            .await(
                                    answer.getValue(),
                                    timeout,
                                    "Read on topic " + answer.getKey().topic())
                            .activeProducers()
                            .stream()
                            .filter(producer ->
                                    producer.currentTransactionStartOffset().isPresent())
                            .toList());
        }
        Map<Long, String> names = names(found.values().stream()
                .flatMap(List::stream)
                .map(ProducerState::producerId)
                .collect(Collectors.toSet()));
        List<Open> open = new ArrayList<>();
        found.forEach((partition, producers) -> producers.forEach(producer -> open.add(new Open(
                partition,
                producer.currentTransactionStartOffset().getAsLong(),
                producer.producerId(),
                names.get(producer.producerId())))));
        return open;
    }

    /** A source leaves out what the principal may not describe; one that cannot tell names leaves the ids, which it told. */
    private Map<Long, String> names(Set<Long> producerIds) {
        Map<Long, String> names = new HashMap<>();
        if (producerIds.isEmpty()) {
            return names;
        }
        try {
            ListTransactionsOptions options = new ListTransactionsOptions().filterProducerIds(producerIds);
            failures.await(admin.listTransactions(options).all(), timeout, "Describe on transactional ids")
                    .forEach(listing -> names.put(listing.producerId(), listing.transactionalId()));
        } catch (SourceException e) {
            names.clear();
        }
        return names;
    }
}
