// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.soak.ledger;

/**
 * What a producer was told of one record.
 *
 * @param keyHash 0 without a key
 * @param valueHash 0 for a tombstone
 */
public record Entry(int keyHash, int valueHash, Promise promise) {

    /** What the producer may rely on. */
    public enum Promise {
        /** Acknowledged by all in-sync replicas, or its transaction was committed: it stays. */
        KEPT,
        /** Acknowledged by the leader alone, which may have lost it. */
        LEADER_ONLY,
        /** Its transaction was aborted: no reader of committed records sees it. */
        ABORTED
    }
}
