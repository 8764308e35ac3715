// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.provider.agents;

import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** An answer that is asked for once, and then serves everybody. Who comes while it is asked for waits for it. */
final class Remembered<T> {

    /** As long as a large plan takes: it is to be made from one state of things. */
    private static final long AGE_NS_MAX = TimeUnit.MINUTES.toNanos(2);

    private final Supplier<T> source;
    private @Nullable T answer;
    private long askedAtNs;

    Remembered(Supplier<T> source) {
        this.source = source;
    }

    synchronized T get() {
        T held = answer;
        return held != null && System.nanoTime() - askedAtNs < AGE_NS_MAX ? held : fresh();
    }

    /** Asks anew, for everybody who comes later too. */
    synchronized T fresh() {
        T given = source.get();
        answer = given;
        askedAtNs = System.nanoTime();
        return given;
    }

    synchronized void forget() {
        answer = null;
    }
}
