// SPDX-License-Identifier: Apache-2.0
package dev.orbit.bench.replication;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Watches a replicator copy a topic. What comes before its first bytes, such as starting up, does not count. */
final class Meter {

    private static final long SAMPLE_MS = 25;
    private static final Duration BEGIN_WITHIN = Duration.ofSeconds(90);

    private final Duration within;

    /**
     * A meter that gives every replicator the same time.
     *
     * @param within the time after which a measurement ends, done or not
     */
    Meter(Duration within) {
        this.within = within;
    }

    /**
     * Has the topic copied and measures it.
     *
     * @throws IllegalStateException if not a byte arrives
     */
    Measurement measure(Replicator replicator, Dataset dataset) {
        replicator.begin(dataset);
        Sample first = awaitBytes(replicator, dataset);
        Sample last = first;
        while (last.copiedBytes() < dataset.bytes() && last.atNanos() - first.atNanos() < within.toNanos()) {
            pause();
            last = Sample.take(replicator, dataset);
        }
        return new Measurement(
                replicator.name(),
                dataset,
                last.copiedBytes() - first.copiedBytes(),
                Duration.ofNanos(last.atNanos() - first.atNanos()),
                last.cpuTime().minus(first.cpuTime()));
    }

    private static Sample awaitBytes(Replicator replicator, Dataset dataset) {
        long deadlineNanos = System.nanoTime() + BEGIN_WITHIN.toNanos();
        Sample sample = Sample.take(replicator, dataset);
        while (sample.copiedBytes() == 0) {
            if (sample.atNanos() > deadlineNanos) {
                throw new IllegalStateException(replicator.name() + " copied nothing of " + dataset.topic() + " within "
                        + BEGIN_WITHIN.toSeconds() + " s.");
            }
            pause();
            sample = Sample.take(replicator, dataset);
        }
        return sample;
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(SAMPLE_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while measuring.", e);
        }
    }

    private record Sample(long copiedBytes, long atNanos, Duration cpuTime) {

        static Sample take(Replicator replicator, Dataset dataset) {
            return new Sample(replicator.copiedBytes(dataset), System.nanoTime(), replicator.cpuTime());
        }
    }
}
