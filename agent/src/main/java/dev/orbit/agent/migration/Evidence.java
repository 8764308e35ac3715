// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.migration;

import dev.orbit.agent.proof.PartitionProof;
import dev.orbit.agent.state.MirrorStop;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * All that is observed of a topic under migration.
 *
 * @param partitions by partition; empty where no leader has reported
 * @param acknowledgedEnds present once every agent's gate is closed for the attempt: per partition, the offset after the
 *     highest that the source acknowledged to any of them
 * @param sourceEnds of every partition that the source topic has now; asked after the topic came to where it stands, and in STOPPING after every mirror had
 *     stopped
 * @param sourceFailure why there are no ends, where the source was asked
 * @param openTransactions what the source tells of the transactions that its ends show to be open; nothing depends on it
 */
public record Evidence(
        List<Optional<PartitionEvidence>> partitions,
        Optional<Map<Integer, Long>> acknowledgedEnds,
        Optional<List<SourceEnd>> sourceEnds,
        Optional<String> sourceFailure,
        List<OpenTransaction> openTransactions) {

    public Evidence {
        partitions = List.copyOf(partitions);
        openTransactions = List.copyOf(openTransactions);
    }

    /** With no transaction that anything is told of. */
    public Evidence(
            List<Optional<PartitionEvidence>> partitions,
            Optional<Map<Integer, Long>> acknowledgedEnds,
            Optional<List<SourceEnd>> sourceEnds,
            Optional<String> sourceFailure) {
        this(partitions, acknowledgedEnds, sourceEnds, sourceFailure, List.of());
    }

    /** The same, with what the source tells of open transactions. */
    public Evidence with(List<OpenTransaction> told) {
        return new Evidence(partitions, acknowledgedEnds, sourceEnds, sourceFailure, told);
    }

    /** The epochs of the leaders that report, by partition. */
    public List<Integer> leaderEpochs() {
        return partitions.stream()
                .flatMap(Optional::stream)
                .map(PartitionEvidence::leaderEpoch)
                .toList();
    }

    /** What the logs of the leaders that report are known by; null where one does not tell. */
    public List<@Nullable PartitionProof> proofs() {
        return partitions.stream()
                .map(partition -> partition.map(PartitionEvidence::proof).orElse(null))
                .toList();
    }

    /** The partitions in which a transaction was open at the source when it was asked. */
    public List<Integer> openAtSource() {
        List<SourceEnd> ends = sourceEnds.orElse(List.of());
        return IntStream.range(0, ends.size())
                .filter(partition -> ends.get(partition).isTransactionOpen())
                .boxed()
                .toList();
    }

    /** The partitions that nobody reports, or of which this does not hold. */
    List<Integer> unlike(Predicate<PartitionEvidence> what) {
        return IntStream.range(0, partitions.size())
                .filter(partition -> partitions.get(partition).filter(what).isEmpty())
                .boxed()
                .toList();
    }

    /** Whether every mirror has carried out this stop; not where there is none to carry out. */
    public boolean allStopped(MirrorStop stop) {
        return !stop.isNone() && notStopped(stop).isEmpty();
    }

    /** The partitions whose mirror has not carried out this stop. */
    List<Integer> notStopped(MirrorStop stop) {
        return unlike(found -> found.stopped().equals(stop));
    }
}
