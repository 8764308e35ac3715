// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.verify;

import org.jspecify.annotations.Nullable;

/** The records of a partition in one cluster, by offset. */
interface RecordSequence {

    /** The next one; null at the end. */
    @Nullable
    SeenRecord next();

    /** Records below it may have been removed while they were read. */
    long startOffset();

    /** Whether the cluster knows how the transactions ended that records below and at the offset belong to. */
    boolean isDecided(long offset);
}
