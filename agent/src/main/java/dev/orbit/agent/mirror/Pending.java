// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.mirror;

import dev.orbit.agent.state.StateDelta;
import dev.orbit.agent.state.StateRecord;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * What the mirrors have to look at again: everything, or some topics and partitions. Any thread adds to it; one takes all
 * there is. An order is taken before the state is read, so nothing that came in between is missed.
 */
final class Pending {

    private long everythingTakenNanos = System.nanoTime();
    private boolean everything;
    private Set<String> topics = new HashSet<>();
    private Set<String> epochs = new HashSet<>();

    /**
     * What to look at.
     *
     * @param topics by name at the destination
     * @param epochs by {@link dev.orbit.agent.state.SourceEpochs#name}: nothing but the recorded epochs is new there
     */
    record Order(boolean everything, Set<String> topics, Set<String> epochs) {}

    synchronized void everything() {
        everything = true;
        notifyAll();
    }

    synchronized void add(StateDelta delta) {
        for (StateRecord record : delta.records()) {
            switch (record.kind()) {
                // with the number of agents each one's share of a link's rate changes
                case LINK, MAPPING, AGENT -> everything = true;
                case TOPIC -> topics.add(record.name());
                case EPOCHS -> epochs.add(record.name());
                case GROUP, ACLS, EVENTS, UNPROXIED, STRAYS -> {}
            }
        }
        notifyAll();
    }

    /**
     * Waits until there is something.
     *
     * @param everythingEveryMs so long after everything was taken it is due again, whatever else there was in between
     */
    synchronized Order take(long everythingEveryMs) throws InterruptedException {
        long dueNanos = everythingTakenNanos + TimeUnit.MILLISECONDS.toNanos(everythingEveryMs);
        long leftNanos = dueNanos - System.nanoTime();
        while (!everything && topics.isEmpty() && epochs.isEmpty() && leftNanos > 0) {
            TimeUnit.NANOSECONDS.timedWait(this, leftNanos);
            leftNanos = dueNanos - System.nanoTime();
        }
        everything |= leftNanos <= 0;
        if (everything) {
            everythingTakenNanos = System.nanoTime();
        }
        Order order = new Order(everything, topics, epochs);
        everything = false;
        topics = new HashSet<>();
        epochs = new HashSet<>();
        return order;
    }
}
