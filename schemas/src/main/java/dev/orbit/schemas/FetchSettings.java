// SPDX-License-Identifier: Apache-2.0
package dev.orbit.schemas;

import org.jspecify.annotations.Nullable;

/**
 * How much an agent reads from the source at once.
 *
 * @param concurrency fetchers per source broker and agent, 1 to {@value #CONCURRENCY_MAX}
 * @param maxBytes most bytes of one fetch response, at least 1; a single larger batch still passes
 * @param maxPartitionBytes most bytes of one partition in a fetch response, at least 1; a single larger batch still
 *     passes
 * @param bytesPerSecond most bytes a second that all agents together read over the link, on average, at least 1; null:
 *     no bound
 */
public record FetchSettings(
        int concurrency,
        int maxBytes,
        int maxPartitionBytes,
        @Nullable Long bytesPerSecond) {

    public static final int CONCURRENCY_MAX = 64;

    /** 2 fetchers, 100 MiB a response, 50 MiB a partition, no bound on the rate. */
    public static final FetchSettings DEFAULTS = new FetchSettings(2, 100 << 20, 50 << 20, null);
}
