// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.provider.agents;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An answer that is asked for once, and then serves everybody. Who comes while it is asked for waits for it. A failure
 * serves everybody too, though not for long: agents that do not answer would have each of hundreds of objects wait out its
 * own call.
 */
final class Remembered<T> {

    /** As long as a large plan takes: it is to be made from one state of things. */
    private static final long AGE_NS_MAX = TimeUnit.MINUTES.toNanos(2);

    /** Those who wait are through by then, and nobody who tries again would be faster. */
    private static final long FAILURE_AGE_NS_MAX = TimeUnit.SECONDS.toNanos(5);

    private final Supplier<T> source;
    private final LongSupplier clockNs;
    private @Nullable T answer;
    private @Nullable RuntimeException failure;
    private long answeredAtNs;

    Remembered(Supplier<T> source) {
        this(source, System::nanoTime);
    }

    Remembered(Supplier<T> source, LongSupplier clockNs) {
        this.source = source;
        this.clockNs = clockNs;
    }

    synchronized T get() {
        T held = answer;
        return held != null && ageNs() < AGE_NS_MAX ? held : fresh();
    }

    /** Asks anew, for everybody who comes later too, unless that failed a moment ago. */
    synchronized T fresh() {
        RuntimeException failed = failure;
        if (failed != null && ageNs() < FAILURE_AGE_NS_MAX) {
            throw failed;
        }
        forget();
        try {
            T given = source.get();
            answer = given;
            return given;
        } catch (RuntimeException e) {
            failure = e;
            throw e;
        } finally {
            answeredAtNs = clockNs.getAsLong();
        }
    }

    private long ageNs() {
        return clockNs.getAsLong() - answeredAtNs;
    }

    synchronized void forget() {
        answer = null;
        failure = null;
    }
}
