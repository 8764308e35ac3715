// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.fetch;

/**
 * When to ask again. Records that come in quick succession are gathered for a moment: a request, and a write to the log, for
 * each few of them would cost the source and this agent more than the records do. What comes alone is asked for as soon as it
 * may come, and what there is plenty of is too. A value.
 *
 * @param gathers whether the last answer held something, and little
 * @param askedNanos when it was asked for
 */
record FetchPace(boolean gathers, long askedNanos) {

    /** Asks at once. */
    static final FetchPace NONE = new FetchPace(false, 0);

    /** From one question to the next. As long as Kafka's producers gather records by default. */
    private static final long GATHER_NANOS = 5_000_000;

    /** Worth a request and a write of its own. */
    private static final long PLENTY_BYTES = 1 << 20;

    /**
     * After an answer.
     *
     * @param bytes of records in it
     * @param askedNanos when it was asked for
     */
    static FetchPace answered(long bytes, long askedNanos) {
        return new FetchPace(bytes > 0 && bytes < PLENTY_BYTES, askedNanos);
    }

    /** How long not to ask. */
    long waitNanos(long nowNanos) {
        return gathers ? Math.max(0, askedNanos + GATHER_NANOS - nowNanos) : 0;
    }
}
