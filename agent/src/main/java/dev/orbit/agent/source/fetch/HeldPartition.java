// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.fetch;

import dev.orbit.agent.source.connect.Backoff;
import dev.orbit.agent.source.fetch.FetchRouting.Wanted;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.requests.FetchRequest;
import org.apache.kafka.common.requests.FetchResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A partition while a fetcher owns it: its target's calls, and the pauses between failures. Confined to the fetcher. */
final class HeldPartition {

    private static final Logger LOG = LoggerFactory.getLogger(HeldPartition.class);

    private static final long PAUSE_MS = 100;
    private static final long PAUSE_MAX_MS = 5_000;
    /** How often a broker may not know a topic before it counts as gone. */
    private static final int MISSING_COUNT_MAX = 3;
    /** Holds some batches of a producer with Kafka's defaults. */
    private static final int LITTLE_BYTES = 64 << 10;

    private static final int GROWTH = 16;

    private final PartitionFetch fetch;
    private int leaderEpoch;
    private Backoff backoff;
    private int missingCount;
    /** Since the last success: said once, it need not be said again. */
    private boolean hasThrown;

    /** Under which the latest question was put. */
    private int askedEpoch;

    /** Whether the target was told that the leader of {@link #leaderEpoch} has answered. */
    private boolean isHeard;

    private boolean inSession;
    private boolean askedForLittle;
    /** Grows where that brings nothing: of a batch that is larger a source brings nothing rather than a part. */
    private long littleBytes = LITTLE_BYTES;

    HeldPartition(Wanted wanted, long nowNanos) {
        this.fetch = wanted.fetch();
        this.leaderEpoch = wanted.leaderEpoch();
        this.backoff = Backoff.none(nowNanos);
    }

    PartitionFetch fetch() {
        return fetch;
    }

    TopicPartition partition() {
        return fetch.partition();
    }

    Backoff backoff() {
        return backoff;
    }

    /** A leadership that is news is worth another try at once. */
    void leaderEpoch(int epoch, long nowNanos) {
        if (epoch != leaderEpoch) {
            leaderEpoch = epoch;
            isHeard = false;
            backoff = Backoff.none(nowNanos);
        }
    }

    /**
     * What to ask for; null: nothing now.
     *
     * @param tellsEpochs whether the broker understands the last fetched epoch
     */
    FetchRequest.@Nullable PartitionData question(int bytesMax, boolean tellsEpochs, long nowNanos) {
        if (!backoff.isOver(nowNanos)) {
            return null;
        }
        try {
            OptionalLong offset = fetch.target().fetchOffset();
            if (offset.isEmpty()) {
                return null;
            }
            askedEpoch = leaderEpoch;
            askedForLittle = asksForLittle(bytesMax);
            OptionalInt lastEpoch = tellsEpochs ? fetch.target().lastFetchedEpoch() : OptionalInt.empty();
            return new FetchRequest.PartitionData(
                    fetch.topicId(),
                    offset.getAsLong(),
                    FetchRequest.INVALID_LOG_START_OFFSET,
                    askedForLittle ? (int) littleBytes : bytesMax,
                    leaderEpoch < 0 ? Optional.empty() : Optional.of(leaderEpoch),
                    lastEpoch.isEmpty() ? Optional.empty() : Optional.of(lastEpoch.getAsInt()));
        } catch (RuntimeException | Error e) {
            threw(e, nowNanos);
            return null;
        }
    }

    private boolean asksForLittle(int bytesMax) {
        if (littleBytes < bytesMax && !fetch.target().wantsLittle()) {
            littleBytes = Integer.MAX_VALUE;
        }
        return littleBytes < bytesMax;
    }

    /** The session watches it, for its target. */
    void enteredSession() {
        inSession = true;
    }

    void leftSession() {
        inSession = false;
        fetch.leftSession();
    }

    boolean isInSession() {
        return inSession;
    }

    /** Passes an answer on. Returns whether the leadership should be looked up again. */
    boolean answer(FetchResponseData.PartitionData answer, SessionClock session, long nowNanos) {
        Errors error = Errors.forCode(answer.errorCode());
        FetchVerdict verdict = FetchVerdict.of(error);
        try {
            if (verdict == FetchVerdict.OK) {
                deliver(answer, session, nowNanos);
                return false;
            }
            fetch.leftSession();
            backOff(nowNanos);
            missingCount = verdict == FetchVerdict.MISSING ? missingCount + 1 : 0;
            if (verdict == FetchVerdict.TELL || missingCount >= MISSING_COUNT_MAX) {
                fetch.target().failed(error, error.message());
            }
        } catch (RuntimeException | Error e) {
            threw(e, nowNanos);
        }
        return verdict == FetchVerdict.LOOK_AGAIN || verdict == FetchVerdict.MISSING;
    }

    /** Whether the target knows that whoever leads the partition now has answered. */
    boolean isHeard() {
        return isHeard;
    }

    /** The session was answered without a word of this partition: nothing is new of it, and nothing stands against it. */
    void leftOutOfAnswer(long nowNanos) {
        try {
            heard();
        } catch (RuntimeException | Error e) {
            threw(e, nowNanos);
        }
    }

    /** A leader of another epoch than it was asked under would have answered with an error. */
    private void heard() {
        if (!isHeard && askedEpoch == leaderEpoch) {
            fetch.target().heard(leaderEpoch);
            isHeard = true;
        }
    }

    /** Whether a source that had room for more told by this that it brings nothing. One that parts has something to tell. */
    static boolean isNothing(FetchResponseData.@Nullable PartitionData answer) {
        return answer == null
                || (answer.errorCode() == Errors.NONE.code()
                        && FetchResponse.recordsSize(answer) == 0
                        && !FetchResponse.isDivergingEpoch(answer));
    }

    /** There was room for it, and nothing came. Returns whether to tell it again. */
    boolean broughtNothing(long nowNanos) {
        if (askedForLittle) {
            littleBytes *= GROWTH;
            return true;
        }
        try {
            return fetch.target().broughtNothing();
        } catch (RuntimeException | Error e) {
            threw(e, nowNanos);
            return true;
        }
    }

    private void deliver(FetchResponseData.PartitionData answer, SessionClock session, long nowNanos) {
        if (FetchResponse.isDivergingEpoch(answer)) {
            FetchResponseData.EpochEndOffset diverging = answer.divergingEpoch();
            backOff(nowNanos);
            fetch.target().diverged(diverging.epoch(), diverging.endOffset());
            return;
        }
        MemoryRecords records = (MemoryRecords) FetchResponse.recordsOrFail(answer);
        fetch.target().deliver(new FetchedRecords(records, answer.highWatermark(), answer.logStartOffset()));
        heard();
        fetch.answeredIn(session);
        backoff = Backoff.none(nowNanos);
        missingCount = 0;
        hasThrown = false;
    }

    private void threw(Throwable failure, long nowNanos) {
        if (!hasThrown) {
            LOG.error("Fetching {} failed; it is tried again.", partition(), failure);
            hasThrown = true;
        } else {
            LOG.debug("Fetching {} failed again.", partition(), failure);
        }
        fetch.leftSession();
        backOff(nowNanos);
    }

    private void backOff(long nowNanos) {
        backoff = backoff.failed(nowNanos, PAUSE_MS, PAUSE_MAX_MS);
    }
}
