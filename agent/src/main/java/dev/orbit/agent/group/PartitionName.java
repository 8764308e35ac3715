// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.group;

import java.util.Comparator;

/** A partition of a destination topic. */
public record PartitionName(String topic, int partition) implements Comparable<PartitionName> {

    private static final Comparator<PartitionName> ORDER =
            Comparator.comparing(PartitionName::topic).thenComparingInt(PartitionName::partition);

    @Override
    public int compareTo(PartitionName other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return topic + "-" + partition;
    }
}
