// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.soak.check;

import dev.orbit.agent.soak.ledger.Receipt;
import dev.orbit.agent.soak.ledger.Stamp;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What landed at the source of a partition after its topic was COMPLETE. Pure. */
final class Strays {

    private static final String SUFFIX = ".orbit-strays";

    private final List<Lying> late;
    private final List<Lying> copied;
    private final Map<Stamp, Receipt> receipts;
    private final Set<Stamp> there = new HashSet<>();

    /**
     * Of one partition.
     *
     * @param late at the source, beyond the final offset
     * @param copied the whole log of {@link #topic}
     * @param destination the whole log
     */
    Strays(List<Lying> late, List<Lying> copied, Map<Stamp, Receipt> receipts, List<Lying> destination) {
        this.late = late;
        this.copied = copied;
        this.receipts = receipts;
        destination.forEach(record -> record.stamp().ifPresent(there::add));
    }

    /** Where the strays of a topic are copied to. */
    static String topic(String topic) {
        return topic + SUFFIX;
    }

    /** Whose strays these are; empty: it is no such topic. */
    static Optional<String> of(String topic) {
        return topic.endsWith(SUFFIX)
                ? Optional.of(topic.substring(0, topic.length() - SUFFIX.length()))
                : Optional.empty();
    }

    /** The first that is not accounted for yet. A late record that the destination has is a producer's second try. */
    Optional<String> missing() {
        Set<Lying> accounted = new HashSet<>(copied);
        return late.stream()
                .filter(record -> !accounted.contains(record)
                        && record.stamp().filter(there::contains).isEmpty())
                .findFirst()
                .map(record -> record + " of the source is neither among the strays nor in the topic");
    }

    /** The first that should not be a stray. */
    Optional<String> broken() {
        Map<Long, Lying> bySourceOffset = new HashMap<>();
        late.forEach(record -> bySourceOffset.put(record.offset(), record));
        return copied.stream()
                .filter(record -> !record.equals(bySourceOffset.get(record.offset())))
                .findFirst()
                .map(record -> record + " of the strays is not at the source")
                .or(() -> copied.stream()
                        .filter(this::isAcknowledged)
                        .findFirst()
                        .map(record -> record + " of the strays was acknowledged elsewhere"));
    }

    /**
     * One of an idempotent producer that is in the topic too was tried twice: a leader that no longer knows the producer
     * copies it. What was written past Orbit is either in the topic or a stray.
     */
    private boolean isAcknowledged(Lying record) {
        @Nullable Receipt receipt = record.stamp().map(receipts::get).orElse(null);
        if (receipt == null || !receipt.isAcknowledged()) {
            return false;
        }
        boolean isThere = record.stamp().filter(there::contains).isPresent();
        return switch (receipt.sender()) {
            case IDEMPOTENT -> !isThere;
            case ONCE -> true;
            case PAST_ORBIT -> isThere;
        };
    }
}
