// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.soak.work;

import dev.orbit.agent.soak.stage.Cluster;
import dev.orbit.agent.soak.stage.Cluster.UnansweredException;
import dev.orbit.agent.tag.ProducerIdTag;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.AbortTransactionSpec;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.TopicPartition;

/**
 * Transactions that are open in a log though their coordinator counts them as over. Stock Kafka leaves one when a partition
 * has no leader at the moment its marker is to be written. Nothing but an operator ends it, with {@code kafka-transactions.sh
 * abort}: so does this.
 */
public final class HangingTransactions {

    private static final long POLL_MS = 300;

    /** A coordinator that comes back knows its transactions by then. */
    private static final long SURELY_AFTER_NANOS = 15_000_000_000L;

    private static final Set<TransactionState> UNDER_WAY =
            Set.of(TransactionState.ONGOING, TransactionState.PREPARE_COMMIT, TransactionState.PREPARE_ABORT);

    private final Cluster cluster;
    private final Duration patience;
    private final Map<Open, Long> suspectedSince = new HashMap<>();

    /** @param patience with transactions that are under way, and with a cluster that does not answer */
    public HangingTransactions(Cluster cluster, Duration patience) {
        this.cluster = cluster;
        this.patience = patience;
    }

    /** What a producer began in a partition and has not ended. */
    private record Open(
            TopicPartition partition, long producerId, int producerEpoch, int coordinatorEpoch, long since) {

        AbortTransactionSpec abort() {
            return new AbortTransactionSpec(partition, producerId, (short) producerEpoch, coordinatorEpoch);
        }
    }

    /** Waits until no transaction is open in these partitions, and ends those that hang. Returns where one hung. */
    public Set<TopicPartition> end(Collection<TopicPartition> partitions) throws InterruptedException {
        Set<TopicPartition> ended = new HashSet<>();
        long deadlineNanos = System.nanoTime() + patience.toNanos();
        while (!isDone(partitions, ended) && System.nanoTime() < deadlineNanos) {
            TimeUnit.MILLISECONDS.sleep(POLL_MS);
        }
        return ended;
    }

    private boolean isDone(Collection<TopicPartition> partitions, Set<TopicPartition> ended) {
        try {
            Set<Open> open = open(partitions);
            if (open.isEmpty()) {
                return true;
            }
            Set<Open> hanging = new HashSet<>(open);
            hanging.removeAll(underWay(open));
            // one that came to its end meanwhile does not hang: its marker was there before its coordinator said so
            hanging.retainAll(open(partitions));
            for (Open one : surely(hanging)) {
                Cluster.get(cluster.admin().abortTransaction(one.abort()).all());
                ended.add(one.partition());
            }
        } catch (UnansweredException e) {
            // the next look may be answered; who checks what has arrived tells of those that stay open
        }
        return false;
    }

    private List<Open> surely(Set<Open> hanging) {
        long nowNanos = System.nanoTime();
        suspectedSince.keySet().retainAll(hanging);
        hanging.forEach(one -> suspectedSince.putIfAbsent(one, nowNanos));
        return hanging.stream()
                .filter(one -> nowNanos - suspectedSince.getOrDefault(one, nowNanos) >= SURELY_AFTER_NANOS)
                .toList();
    }

    /** What bears a tag was forwarded, as no transaction may be: that is no operator's business, and stays to be found. */
    private Set<Open> open(Collection<TopicPartition> partitions) {
        Set<Open> open = new HashSet<>();
        Cluster.get(cluster.admin().describeProducers(partitions).all())
                .forEach((partition, state) -> state.activeProducers().stream()
                        .filter(producer ->
                                producer.currentTransactionStartOffset().isPresent()
                                        && ProducerIdTag.isUntagged(producer.producerId()))
                        .forEach(producer -> open.add(open(partition, producer))));
        return open;
    }

    private static Open open(TopicPartition partition, ProducerState producer) {
        return new Open(
                partition,
                producer.producerId(),
                producer.producerEpoch(),
                producer.coordinatorEpoch().orElse(0),
                producer.currentTransactionStartOffset().orElseThrow());
    }

    /** Those that their coordinator knows and will end. */
    private Set<Open> underWay(Set<Open> open) {
        Set<Long> producerIds = open.stream().map(Open::producerId).collect(Collectors.toSet());
        List<String> transactionalIds = Cluster.get(cluster.admin()
                        .listTransactions(new ListTransactionsOptions().filterProducerIds(producerIds))
                        .all())
                .stream()
                .map(TransactionListing::transactionalId)
                .toList();
        Collection<TransactionDescription> known = Cluster.get(
                        cluster.admin().describeTransactions(transactionalIds).all())
                .values();
        return open.stream()
                .filter(one -> known.stream().anyMatch(transaction -> covers(transaction, one)))
                .collect(Collectors.toSet());
    }

    private static boolean covers(TransactionDescription transaction, Open open) {
        return transaction.producerId() == open.producerId()
                && UNDER_WAY.contains(transaction.state())
                && transaction.topicPartitions().contains(open.partition());
    }
}
