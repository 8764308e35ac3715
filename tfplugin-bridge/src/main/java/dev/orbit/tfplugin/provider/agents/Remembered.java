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
    private static final long AGE_NANOS_MAX = TimeUnit.MINUTES.toNanos(2);

    /** Those who wait are through by then, and nobody who tries again would be faster. */
    private static final long FAILURE_AGE_NANOS_MAX = TimeUnit.SECONDS.toNanos(5);

    private final Supplier<T> source;
    private final LongSupplier clockNanos;
    private @Nullable T answer;
    private @Nullable RuntimeException failure;
    private long answeredAtNanos;

    Remembered(Supplier<T> source) {
        this(source, System::nanoTime);
    }

    Remembered(Supplier<T> source, LongSupplier clockNanos) {
        this.source = source;
        this.clockNanos = clockNanos;
    }

    synchronized T get() {
        T held = answer;
        return held != null && ageNanos() < AGE_NANOS_MAX ? held : fresh();
    }

    /** Asks anew, for everybody who comes later too, unless that failed a moment ago. */
    synchronized T fresh() {
        RuntimeException failed = failure;
        if (failed != null && ageNanos() < FAILURE_AGE_NANOS_MAX) {
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
            answeredAtNanos = clockNanos.getAsLong();
        }
    }

    private long ageNanos() {
        return clockNanos.getAsLong() - answeredAtNanos;
    }

    synchronized void forget() {
        answer = null;
        failure = null;
    }
}
