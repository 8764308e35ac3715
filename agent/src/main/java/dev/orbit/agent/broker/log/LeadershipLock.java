// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.broker.log;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import kafka.cluster.Partition;

/**
 * The lock under which Kafka changes who leads a partition. Kafka's own leader append holds it for reading; an append by
 * another way has to as well, or it could land in the log after the leadership has gone. It is private to Kafka's class.
 */
final class LeadershipLock {

    private static final VarHandle FIELD = find();

    private LeadershipLock() {}

    private static VarHandle find() {
        try {
            return MethodHandles.privateLookupIn(Partition.class, MethodHandles.lookup())
                    .findVarHandle(Partition.class, "leaderIsrUpdateLock", ReentrantReadWriteLock.class);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this version of Kafka guards the leadership in another way", e);
        }
    }

    /** Does this while nobody can change who leads the partition. */
    static <T> T hold(Partition partition, Supplier<T> action) {
        Lock lock = ((ReentrantReadWriteLock) FIELD.get(partition)).readLock();
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }
}
