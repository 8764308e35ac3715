// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.core;

import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.StateRecord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * How many topics are dealt with at once, in partitions: what is asked of them is answered within a moment, and what is
 * recorded of them is well below what the state takes in one write.
 */
public final class AtOnce {

    public static final long SIZE_MAX = 10_000;

    /** Of them fit 400. */
    private static final int SMALL_TOPIC = 25;

    private AtOnce() {}

    /** A small topic counts for some partitions more than it has: it has a record of its own, and one of its events. */
    public static long size(int partitions) {
        return Math.max(SMALL_TOPIC, partitions);
    }

    /** The first of topics that are each recorded alone: the rest follows when these are written. */
    public static List<StateRecord> firstOf(Collection<MirrorTopic> topics) {
        List<List<StateRecord>> writes = writes(topics.stream().map(List::of).toList());
        return writes.isEmpty() ? List.of() : writes.get(0);
    }

    public static long size(Collection<MirrorTopic> topics) {
        return topics.stream()
                .mapToLong(topic -> size(topic.startOffsets().size()))
                .sum();
    }

    /**
     * Writes that the state takes, one after the other.
     *
     * @param wholes topics that are recorded together, however many partitions they have
     */
    public static List<List<StateRecord>> writes(List<List<MirrorTopic>> wholes) {
        List<List<StateRecord>> writes = new ArrayList<>();
        List<StateRecord> write = new ArrayList<>();
        long size = 0;
        for (List<MirrorTopic> whole : wholes) {
            if (!write.isEmpty() && size + size(whole) > SIZE_MAX) {
                writes.add(write);
                write = new ArrayList<>();
                size = 0;
            }
            whole.stream().map(StateRecord::of).forEach(write::add);
            size += size(whole);
        }
        if (!write.isEmpty()) {
            writes.add(write);
        }
        return writes;
    }
}
