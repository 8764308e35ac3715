// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.soak.check;

import dev.orbit.agent.soak.history.Sender;
import dev.orbit.agent.soak.ledger.Receipt;
import dev.orbit.agent.soak.ledger.Stamp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Holds what producers of a proxied topic were told of one partition against what lies at the destination. Pure. */
final class Passage {

    private final Map<Stamp, Receipt> receipts;
    private final List<Lying> destination;
    private final Set<Stamp> source = new HashSet<>();
    private final boolean isComplete;
    private final Truncation truncation;
    private final Set<Stamp> lost = new HashSet<>();

    /**
     * Of a mirror that has arrived, or of a topic that is COMPLETE.
     *
     * @param receipts of the partition's records, all of them
     * @param destination the whole log
     * @param source the whole log
     * @param isComplete whether the topic is: then what is written past Orbit stays at the source
     * @param truncation what the source may have lost of what its leader alone had acknowledged. This excuses a record with
     *     acks 1 that is nowhere at the source either, and nothing else
     */
    Passage(
            Map<Stamp, Receipt> receipts,
            List<Lying> destination,
            List<Lying> source,
            boolean isComplete,
            Truncation truncation) {
        this.receipts = receipts;
        this.destination = destination;
        this.isComplete = isComplete;
        this.truncation = truncation;
        source.forEach(record -> record.stamp().ifPresent(this.source::add));
    }

    /** The first few things that are wrong, in words; none if all is as it should be. */
    List<String> broken() {
        List<String> broken = new ArrayList<>();
        Map<Stamp, Lying> there = new HashMap<>();
        Map<Integer, Lying> lastOfWriter = new HashMap<>();
        for (Lying record : destination) {
            judge(record, there, lastOfWriter).ifPresent(broken::add);
        }
        receipts.forEach(
                (stamp, receipt) -> judge(stamp, receipt, there.get(stamp)).ifPresent(broken::add));
        return broken;
    }

    private Optional<String> judge(Lying record, Map<Stamp, Lying> there, Map<Integer, Lying> lastOfWriter) {
        @Nullable Stamp stamp = record.stamp().orElse(null);
        @Nullable Receipt receipt = stamp == null ? null : receipts.get(stamp);
        if (stamp == null || receipt == null || receipt.valueHash() != record.valueHash()) {
            return Optional.of(record + " was sent by nobody, or was lost before");
        }
        @Nullable Lying first = there.putIfAbsent(stamp, record);
        if (first != null) {
            return Optional.of(record + " is there twice, first at offset " + first.offset());
        }
        if (receipt.sender() != Sender.ONCE) {
            @Nullable Lying before = lastOfWriter.put(stamp.writer(), record);
            if (before != null && before.stamp().orElseThrow().sequence() > stamp.sequence()) {
                return Optional.of(record + " comes after " + before + ", and was sent before it");
            }
        }
        return Optional.empty();
    }

    private Optional<String> judge(Stamp stamp, Receipt receipt, @Nullable Lying there) {
        @Nullable Long offset = receipt.offset();
        if (offset == null) {
            return Optional.empty();
        }
        if (there == null) {
            if (receipt.sender() == Sender.ONCE && truncation.mayHaveTaken(offset) && !source.contains(stamp)) {
                lost.add(stamp);
                return Optional.empty();
            }
            if (isComplete && receipt.sender() == Sender.PAST_ORBIT && source.contains(stamp)) {
                return Optional.empty();
            }
            return Optional.of(stamp + ", " + receipt.sender().words() + ", was acknowledged at offset " + offset
                    + ", and is not at the destination, and " + (source.contains(stamp) ? "is" : "not")
                    + " at the source");
        }
        return offset == Receipt.SOMEWHERE || offset == there.offset()
                ? Optional.empty()
                : Optional.of(there + " was acknowledged at offset " + offset);
    }

    /** What the source has lost, once {@link #broken} was asked. */
    Set<Stamp> lost() {
        return Set.copyOf(lost);
    }
}
