// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.metrics;

import java.util.concurrent.atomic.LongAdder;

/** Counts what is appended to the mirror partitions of one topic. Thread-safe. */
public final class AppendMeter {

    private final LongAdder bytes = new LongAdder();
    private final LongAdder records = new LongAdder();

    /** The log has them now. */
    public void appended(long byteCount, long recordCount) {
        bytes.add(byteCount);
        records.add(recordCount);
    }

    long bytes() {
        return bytes.sum();
    }

    long records() {
        return records.sum();
    }
}
