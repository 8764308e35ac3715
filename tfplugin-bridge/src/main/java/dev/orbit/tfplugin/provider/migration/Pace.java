// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.provider.migration;

import dev.orbit.schemas.Snapshot;
import java.util.Locale;
import java.util.Optional;

/**
 * How a topic's lag moved while it was watched, and how long it will be there if that goes on. Pure.
 *
 * @param offsetLag records that the mirror is behind by now
 * @param timeLagSeconds age of the oldest of them
 * @param recordsPerSecond by how many it came nearer; negative: it fell further behind
 */
record Pace(long offsetLag, double timeLagSeconds, double recordsPerSecond) {

    /** The cutover closes its gate once a mirror is that near. */
    private static final double NEAR_SECONDS = 1;

    /** What a mirror may come nearer by without coming nearer: records arrive as they please. */
    private static final double STEADY_RECORDS_PER_SECOND = 1;

    private static final long SECONDS_PER_MINUTE = 60;

    /** Whether a topic has something to be drained before it can be cut over; false where that is not known. */
    static boolean isBehind(Snapshot.Topic topic) {
        Long offsets = topic.offsetLag();
        Double seconds = topic.timeLagSeconds();
        return offsets != null && seconds != null && offsets > 0 && seconds > NEAR_SECONDS;
    }

    /** From two looks at one topic; nothing where its lag was not known both times. */
    static Optional<Pace> between(Snapshot.Topic earlier, Snapshot.Topic later, double seconds) {
        Long before = earlier.offsetLag();
        Long now = later.offsetLag();
        Double timeLagSeconds = later.timeLagSeconds();
        return before == null || now == null || timeLagSeconds == null || seconds <= 0
                ? Optional.empty()
                : Optional.of(new Pace(now, timeLagSeconds, (before - now) / seconds));
    }

    /** Such as {@code 420.0 s (1200 records)}. */
    String behind() {
        return format("%.1f s (%d records)", timeLagSeconds, offsetLag);
    }

    /** What becomes of it if that goes on, such as {@code comes nearer by 50 records/s, and is there in about 24 s}. */
    String prospect() {
        if (offsetLag == 0) {
            return "has caught up by now";
        }
        return isStanding()
                ? "comes no nearer"
                : format("comes nearer by %.0f records/s, and is there in about ", recordsPerSecond)
                        + duration(drainSeconds());
    }

    /** Whether a migration that is started now is rolled back before the topic has caught up. */
    boolean isTooSlowFor(int timeoutSeconds) {
        return offsetLag > 0 && (isStanding() || drainSeconds() > timeoutSeconds);
    }

    private boolean isStanding() {
        return recordsPerSecond < STEADY_RECORDS_PER_SECOND;
    }

    private double drainSeconds() {
        return offsetLag / recordsPerSecond;
    }

    private static String duration(double seconds) {
        long whole = Math.max(1, Math.round(seconds));
        return whole < 2 * SECONDS_PER_MINUTE ? whole + " s" : Math.round(whole / (double) SECONDS_PER_MINUTE) + " min";
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
