// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.fetch;

import java.util.OptionalInt;
import java.util.OptionalLong;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Errors;

/**
 * One mirror partition as its fetcher sees it. Called by one thread at a time, with everything a former thread did
 * visible; a call that throws pauses this partition for a while and no other.
 */
public interface FetchTarget {

    /** Which partition of the source; always the same. */
    TopicPartition sourcePartition();

    /** Its topic's id; always the same; zero from a source older than 2.8. */
    Uuid sourceTopicId();

    /** Next offset to ask for; empty: leave this partition out of the next fetch (paused). */
    OptionalLong fetchOffset();

    /**
     * Leader epoch that the source gave to the record before {@link #fetchOffset}; empty: not known. With it, a source
     * that lost records answers with {@link #diverged} instead of others at the same offsets.
     */
    default OptionalInt lastFetchedEpoch() {
        return OptionalInt.empty();
    }

    /**
     * Whether the first records tell all that the next answer can: what came with them would be read again. Asked after
     * {@link #fetchOffset}, until it is no more so.
     */
    default boolean wantsLittle() {
        return false;
    }

    /** An answer. The records lie in a buffer that is used again once this returns. */
    void deliver(FetchedRecords fetched);

    /**
     * A fetch under this leader epoch was answered, without an error, by a leader that does not part from what the target
     * holds; what the answer brought is delivered. Told once of each leader, also where its answer brings nothing.
     *
     * @param leaderEpoch negative from a source that does not tell
     */
    default void heard(int leaderEpoch) {}

    /**
     * A fetch that asked for this partition had room for more and brought nothing of it. A hint that the source holds
     * nothing there, below its high watermark; no proof.
     *
     * @return whether to tell it again, as long as nothing comes; it is told anew after every delivery
     */
    default boolean broughtNothing() {
        return false;
    }

    /**
     * The source has no such records of the epoch of {@link #lastFetchedEpoch}: it lost them, or its log cleaner took all.
     *
     * @param epoch the largest epoch the source has that is not above the one asked with
     * @param endOffset where that epoch ends at the source
     */
    default void diverged(int epoch, long endOffset) {
        throw new UnsupportedOperationException("A target that tells its last fetched epoch handles divergence.");
    }

    /**
     * The source answered with an error that needs a decision: OFFSET_OUT_OF_RANGE, UNKNOWN_TOPIC_ID, an authorization,
     * CORRUPT_MESSAGE and the like. The fetcher goes on asking, with backoff, so this may be called again. What only
     * concerns the connection or the leadership is not told here.
     *
     * @param message for people
     */
    void failed(Errors error, String message);
}
