// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.connect;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tells the first of a row of equal failures from the rest, and when the row has ended: what goes on failing needs one
 * line when it begins and one when it is over. Pure: the clock is an argument. Used by one thread.
 */
public final class RepeatedFailure {

    /** So long without a failure, and it is over: what fails at every second attempt still fails. */
    private static final long CALM_NANOS = TimeUnit.SECONDS.toNanos(30);

    private @Nullable String row;
    private long lastNanos;

    /** Whether this failure is another one than the last. */
    public boolean isNews(Throwable failure, long nowNanos) {
        boolean news = !failure.toString().equals(row);
        row = failure.toString();
        lastNanos = nowNanos;
        return news;
    }

    /** Whether a row of failures has ended with this success; true once. */
    public boolean isOver(long nowNanos) {
        boolean over = row != null && nowNanos - lastNanos >= CALM_NANOS;
        if (over) {
            row = null;
        }
        return over;
    }
}
