// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.broker.log;

import dev.orbit.agent.batch.Batches;
import dev.orbit.agent.broker.log.LocalPartition.Positions;
import dev.orbit.agent.proof.PartitionProof;
import dev.orbit.agent.proof.RunningDigest;
import dev.orbit.agent.tag.ProducerIdTag;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The digest of a mirror partition's log: of what this leader appends, as it comes; and of what was there before, from the
 * headers of the log, in {@link #countEarlier}'s own time. Thread-safe.
 */
public final class LogProof {

    /** Most digests of one partition in the state. */
    static final int DIGESTS_MAX = 3;

    private static final Logger LOG = LoggerFactory.getLogger(LogProof.class);
    private static final int TRIES = 3;

    private final LocalPartition partition;
    private final ProducerIdTag tag;
    private RunningDigest digest;
    private long asFetchedFrom;
    private boolean lacksEarlier;

    LogProof(LocalPartition partition, ProducerIdTag tag, long nextOffset) {
        this.partition = partition;
        this.tag = tag;
        this.digest = new RunningDigest(tag, nextOffset);
        this.asFetchedFrom = nextOffset;
        this.lacksEarlier = hasRecords();
    }

    private boolean hasRecords() {
        Positions at = partition.positions();
        return at.logStartOffset() < at.logEndOffset();
    }

    /** Batches that the log has now. */
    synchronized void appended(ByteBuffer batches) {
        Batches.in(batches).forEachRemaining((int at) -> digest.add(batches, at));
    }

    /** The log ends there now, and nothing is in between. */
    synchronized void endsAt(long offset) {
        digest.endsAt(offset);
    }

    /** Where an append failed after all was written, the log is counted anew. */
    synchronized void keepUpWith(long nextOffset) {
        if (digest.endOffset() != nextOffset) {
            digest = new RunningDigest(tag, nextOffset);
            asFetchedFrom = nextOffset;
            lacksEarlier = hasRecords();
        }
    }

    /** Whether there is more in the log than is counted. */
    public synchronized boolean lacksEarlier() {
        return lacksEarlier;
    }

    /**
     * Counts what was in the log before this leader appended to it. Reads the headers of all batches, which may take long;
     * holds up nobody.
     *
     * @param goesOn asked now and then
     */
    public void countEarlier(BooleanSupplier goesOn) {
        RunningDigest later;
        long end;
        synchronized (this) {
            if (!lacksEarlier) {
                return;
            }
            later = digest;
            end = asFetchedFrom;
        }
        RunningDigest earlier = counted(end, goesOn).orElse(null);
        if (goesOn.getAsBoolean()) {
            precede(later, earlier);
        }
    }

    private synchronized void precede(RunningDigest later, @Nullable RunningDigest earlier) {
        if (digest == later) {
            lacksEarlier = false;
            if (earlier != null) {
                digest.follow(earlier);
            }
        }
    }

    private Optional<RunningDigest> counted(long endOffset, BooleanSupplier goesOn) {
        for (int tries = 1; goesOn.getAsBoolean(); tries++) {
            try {
                // what the cleaner rewrites has other headers than were fetched
                return partition.isCompacted()
                        ? Optional.empty()
                        : Optional.of(partition.count(tag, endOffset, goesOn));
            } catch (IOException | KafkaException e) {
                // retention may have taken a segment away in the meantime
                LOG.debug("{}: the log cannot be counted: {}", partition.name(), e.toString());
                if (tries == TRIES) {
                    LOG.warn(
                            "{}: the log below offset {} cannot be counted, and will not be in its digest",
                            partition.name(),
                            endOffset,
                            e);
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }

    /** Of the whole log, or of what is counted of it. */
    public synchronized PartitionProof proof() {
        Positions at = partition.positions();
        keepUpWith(Math.max(at.logEndOffset(), digest.endOffset()));
        return new PartitionProof(digest.from(at.logStartOffset(), DIGESTS_MAX), asFetchedFrom);
    }
}
