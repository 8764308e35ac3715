// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.broker.admin;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** The partitions that this agent is adding, by way of its own broker: that broker tells them from those of clients. */
public final class OwnAdditions {

    private final Set<String> topics = ConcurrentHashMap.newKeySet();

    /** Adds partitions to a topic; one addition to it at a time. */
    public <T> CompletableFuture<T> during(String topic, Supplier<CompletableFuture<T>> addition) {
        topics.add(topic);
        try {
            return addition.get().whenComplete((answer, failure) -> topics.remove(topic));
        } catch (RuntimeException | Error e) {
            topics.remove(topic);
            throw e;
        }
    }

    public boolean isUnderWay(String topic) {
        return topics.contains(topic);
    }
}
