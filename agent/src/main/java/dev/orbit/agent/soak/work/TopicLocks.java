// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.soak.work;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.StampedLock;

/**
 * Keeps a topic as it is while it is written to. Locks are taken where the history is read, in its order, and let go by
 * whichever thread has done the work.
 */
final class TopicLocks {

    private final Map<String, StampedLock> locks = new ConcurrentHashMap<>();

    /** Returns what lets them go again. Waits for changes of the topics. */
    Runnable writeTo(List<String> topics) {
        List<Runnable> unlocks = topics.stream().map(this::writeTo).toList();
        return () -> unlocks.forEach(Runnable::run);
    }

    private Runnable writeTo(String topic) {
        StampedLock lock = lock(topic);
        long stamp = lock.readLock();
        return () -> lock.unlockRead(stamp);
    }

    /** Waits until nobody writes to the topic. */
    Runnable change(String topic) {
        StampedLock lock = lock(topic);
        long stamp = lock.writeLock();
        return () -> lock.unlockWrite(stamp);
    }

    private StampedLock lock(String topic) {
        return locks.computeIfAbsent(topic, name -> new StampedLock());
    }
}
