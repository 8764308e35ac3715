// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.fetch;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.TopicPartition;

/** The last assignment of each partition that was taken away and is not ended yet. Used under the fetchers' monitor. */
final class Endings {

    private final Map<TopicPartition, CompletableFuture<Void>> ending = new HashMap<>();

    /** These were taken away. However many, those that were before are looked through once. */
    void add(Map<TopicPartition, CompletableFuture<Void>> retired) {
        ending.values().removeIf(CompletableFuture::isDone);
        ending.putAll(retired);
    }

    /** When the last assignment of a partition has ended. */
    CompletableFuture<Void> of(TopicPartition partition) {
        return ending.getOrDefault(partition, CompletableFuture.completedFuture(null));
    }

    /** All that may not have ended yet. */
    Collection<CompletableFuture<Void>> all() {
        return List.copyOf(ending.values());
    }
}
