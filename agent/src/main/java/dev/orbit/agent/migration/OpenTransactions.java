// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.migration;

import dev.orbit.schemas.FirstFew;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Puts into words which transactions are open, and whose they are. Pure. */
final class OpenTransactions {

    /** Of one partition; the first is the one that is waited for. */
    private static final int NAMED_MAX = 3;

    private OpenTransactions() {}

    /** The partitions in which one is open on either side; empty when none is. */
    static Optional<String> remark(Evidence evidence) {
        List<String> open = new ArrayList<>();
        for (int partition = 0; partition < evidence.partitions().size(); partition++) {
            int number = partition;
            atSource(partition, evidence)
                    .or(() -> evidence.partitions()
                            .get(number)
                            .filter(local -> local.lastStableOffset() < local.highWatermark())
                            .map(local -> here(number, local)))
                    .ifPresent(open::add);
        }
        return open.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", open));
    }

    /** What is open in a partition at the source; empty when nothing is, or the source did not say. */
    static Optional<String> atSource(int partition, Evidence evidence) {
        return evidence.sourceEnds()
                .filter(ends -> partition < ends.size())
                .map(ends -> ends.get(partition))
                .filter(SourceEnd::isTransactionOpen)
                .map(end -> "partition " + partition + " has a transaction open at the source since offset "
                        + end.lastStableOffset() + owners(partition, evidence));
    }

    /** The mirror holds one whose end it does not hold yet. */
    static String here(int partition, PartitionEvidence local) {
        return "partition " + partition + " has a transaction open since offset " + local.lastStableOffset()
                + ", whose end is not mirrored yet";
    }

    private static String owners(int partition, Evidence evidence) {
        List<String> told = evidence.openTransactions().stream()
                .filter(open -> open.partition() == partition)
                .sorted(Comparator.comparingLong(OpenTransaction::startOffset))
                .map(OpenTransaction::owner)
                .toList();
        return told.isEmpty() ? "" : ", " + FirstFew.of(told, ", and one ", NAMED_MAX);
    }
}
