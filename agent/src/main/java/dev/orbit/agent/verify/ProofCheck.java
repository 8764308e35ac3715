// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.verify;

import dev.orbit.agent.proof.RunningDigest;
import dev.orbit.agent.tag.ProducerIdTag;
import dev.orbit.schemas.Snapshot.CompletedPartition;
import dev.orbit.schemas.Snapshot.LogDigest;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Holds the digests that were recorded at COMPLETE against the destination's logs. Of those that were recorded the furthest
 * reaching counts whose batches are all there still. Thread-safe.
 */
public final class ProofCheck implements Verification.Proofs {

    private final LogReader logs;
    private final ProducerIdTag tag;

    /**
     * A check.
     *
     * @param logs of the destination
     * @param tag of the link
     */
    public ProofCheck(LogReader logs, ProducerIdTag tag) {
        this.logs = logs;
        this.tag = tag;
    }

    /** Empty: the topic is not COMPLETE, or its log could not be read. */
    @Override
    public Optional<ProofReport> check(VerifiedTopic topic, PartitionReport compared) {
        PartitionReport.Log log = compared.destination();
        return log == null
                ? Optional.empty()
                : topic.completed(compared.partition()).map(recorded -> check(topic, log, recorded));
    }

    private ProofReport check(VerifiedTopic topic, PartitionReport.Log log, CompletedPartition recorded) {
        List<LogDigest> digests = recorded.digests();
        long end = recorded.finalOffset();
        if (digests.isEmpty()) {
            return unproven(
                    ProofResult.NOT_RECORDED, end, null, "no digest was recorded when the topic became COMPLETE");
        }
        LogDigest wanted = digests.stream()
                .filter(digest -> digest.fromOffset() >= log.logStartOffset())
                .findFirst()
                .orElse(digests.get(digests.size() - 1));
        if (topic.destination() != null && topic.destination().compacted()) {
            return unproven(
                    ProofResult.IMPOSSIBLE,
                    end,
                    wanted,
                    "compaction rewrites the destination's log, so its batches are not those that were fetched any more");
        }
        if (log.logStartOffset() >= end && wanted.fromOffset() < end) {
            return retained(end, wanted, log.logStartOffset());
        }
        if (log.endOffset() < end) {
            return unproven(
                    ProofResult.DIFFERS,
                    end,
                    wanted,
                    "the log ends at offset " + log.endOffset() + ", below the final offset " + end);
        }
        try {
            return read(new TopicPartition(topic.topics().topic(), recorded.partition()), log, recorded, wanted);
        } catch (LogReader.LogStartMovedException e) {
            return unproven(
                    ProofResult.IMPOSSIBLE, end, wanted, "retention removed the log's beginning while it was read");
        } catch (UnreadableException e) {
            return unproven(ProofResult.ERROR, end, wanted, String.valueOf(e.getMessage()));
        }
    }

    private ProofReport read(
            TopicPartition partition, PartitionReport.Log log, CompletedPartition recorded, LogDigest wanted) {
        long end = recorded.finalOffset();
        long start = Math.max(wanted.fromOffset(), log.logStartOffset());
        RunningDigest digest = new RunningDigest(tag, start);
        long firstOffset = logs.read(partition, start, end, digest::add);
        if (wanted.fromOffset() < start && firstOffset > wanted.fromOffset()) {
            return retained(end, wanted, log.logStartOffset());
        }
        String found = digest.digest();
        boolean isSame = found.equals(wanted.digest());
        String range = "offsets " + wanted.fromOffset() + " to " + end;
        String message = isSame
                ? range + ": the batches are those that were " + origin(recorded, wanted) + left(recorded, wanted)
                : range + ": the batches are not those that were " + origin(recorded, wanted) + ": digest "
                        + wanted.digest() + " was recorded, and " + found + " is found";
        return new ProofReport(
                isSame ? ProofResult.SAME : ProofResult.DIFFERS,
                end,
                wanted.fromOffset(),
                wanted.digest(),
                found,
                message);
    }

    private static String origin(CompletedPartition recorded, LogDigest wanted) {
        Long asFetched = recorded.asFetchedFromOffset();
        return asFetched == null || asFetched <= wanted.fromOffset()
                ? "fetched"
                : "fetched from offset " + asFetched + " on, and below it in the log when its leader began to mirror";
    }

    private static String left(CompletedPartition recorded, LogDigest wanted) {
        return wanted.fromOffset() == recorded.digests().get(0).fromOffset()
                ? ""
                : "; below offset " + wanted.fromOffset() + " retention has removed what was recorded";
    }

    private static ProofReport retained(long end, LogDigest wanted, long logStartOffset) {
        return unproven(
                ProofResult.IMPOSSIBLE,
                end,
                wanted,
                "retention has removed everything below offset " + logStartOffset + ", and the digest is over offsets "
                        + wanted.fromOffset() + " to " + end);
    }

    private static ProofReport unproven(ProofResult result, long end, @Nullable LogDigest wanted, String message) {
        return new ProofReport(
                result,
                end,
                wanted == null ? null : wanted.fromOffset(),
                wanted == null ? null : wanted.digest(),
                null,
                message);
    }
}
