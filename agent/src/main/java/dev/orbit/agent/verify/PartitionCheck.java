// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.verify;

/** What is done with each partition. Not thread-safe. */
interface PartitionCheck extends AutoCloseable {

    /**
     * Looks at one partition.
     *
     * @throws UnreadableException if a cluster cannot be read
     */
    PartitionReport verify(PartitionTask task);

    @Override
    void close();
}
