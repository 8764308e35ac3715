// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.metadata;

import dev.orbit.agent.source.connect.Backoff;
import java.util.concurrent.TimeUnit;

/**
 * When to ask for metadata again. A value; the time is the caller's.
 *
 * @param retry the last question had no answer
 * @param pause before the next question, however much it is wanted
 * @param askedNanos when the last question was asked
 */
record RefreshSchedule(boolean retry, Backoff pause, long askedNanos) {

    private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(30);
    /** Questions further apart than this are not asked in a hurry. */
    private static final long HURRY_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final long PAUSE_MS = 100;
    private static final long PAUSE_UNCHANGED_MAX_MS = 1_000;
    private static final long PAUSE_UNANSWERED_MAX_MS = 2_000;

    /** Ask at once. */
    static RefreshSchedule start(long nowNanos) {
        return new RefreshSchedule(true, Backoff.none(nowNanos), nowNanos);
    }

    /** @param changed from the answer before; an unchanged one is asked for less and less often */
    RefreshSchedule answered(boolean changed, long nowNanos) {
        boolean calm = changed || retry || nowNanos - askedNanos > HURRY_NANOS;
        Backoff before = calm ? Backoff.none(nowNanos) : pause;
        return new RefreshSchedule(false, before.failed(nowNanos, PAUSE_MS, PAUSE_UNCHANGED_MAX_MS), nowNanos);
    }

    RefreshSchedule unanswered(long nowNanos) {
        Backoff before = retry ? pause : Backoff.none(nowNanos);
        return new RefreshSchedule(true, before.failed(nowNanos, PAUSE_MS, PAUSE_UNANSWERED_MAX_MS), nowNanos);
    }

    /** @param stale whether somebody has reason to think the last answer is stale */
    long dueNanos(boolean stale) {
        return retry || stale ? pause.notBeforeNanos() : askedNanos + PERIOD_NANOS;
    }
}
