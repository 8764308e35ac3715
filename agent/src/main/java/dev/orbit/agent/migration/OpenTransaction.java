// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.migration;

import org.jspecify.annotations.Nullable;

/**
 * A transaction that is open at the source.
 *
 * @param startOffset of its first record in the partition
 * @param transactionalId null where the source does not tell it: to whom may not describe it, or before Kafka 3.0
 */
public record OpenTransaction(
        int partition,
        long startOffset,
        long producerId,
        @Nullable String transactionalId) {

    /** Whose it is, and what would tell more. */
    String owner() {
        return transactionalId != null
                ? "of transactional id " + transactionalId
                : "of producer id " + producerId + ", whose transactional id is told to who may Describe it";
    }
}
