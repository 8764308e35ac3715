// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.trouble;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * What is tried again several times a second, and of which the log tells each reason once until it is over. Pure: the clock
 * is an argument. Used by one thread.
 */
public final class Trouble {

    /** What is over sooner is a matter of course while agents start, or leaders change. */
    public static final long LASTING_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** Reasons have figures in them. */
    private static final int TOLD_MAX = 20;

    private final long fromNanos;
    private final Set<String> told = new HashSet<>();
    private boolean lasts;
    private long sinceNanos;

    /** @param fromNanos how old it must be to be told of; 0: it is told at once */
    public Trouble(long fromNanos) {
        this.fromNanos = fromNanos;
    }

    /** It goes on: whether to tell this reason of it. */
    public boolean isToBeTold(String reason, long nowNanos) {
        if (!lasts) {
            lasts = true;
            sinceNanos = nowNanos;
        }
        return nowNanos - sinceNanos >= fromNanos && told.size() < TOLD_MAX && told.add(reason);
    }

    /** It goes on, and this reason was told of by other words, however young it is. */
    public void countAsTold(String reason) {
        if (told.size() < TOLD_MAX) {
            told.add(reason);
        }
    }

    /** It is over, if there was any: whether it was told of. */
    public boolean endsToldOf() {
        boolean wasTold = !told.isEmpty();
        told.clear();
        lasts = false;
        return wasTold;
    }
}
