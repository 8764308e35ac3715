// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.state;

import java.util.ArrayList;
import java.util.List;

/**
 * Which leader epoch the source gave to which records of a mirror partition: recorded before the first record of each
 * epoch is appended, as the mirror's own log bears the destination's epochs. The newest few are kept.
 *
 * @param topic name at the destination
 * @param epochs by start offset, in the order of the log
 */
public record SourceEpochs(String topic, int partition, List<Since> epochs) {

    /** No epoch: the source did not tell, or the mirror's end is not the end of anything the source told of. */
    public static final int UNKNOWN = -1;

    private static final int KEPT_MAX = 10;

    public SourceEpochs {
        epochs = List.copyOf(epochs);
    }

    /** The records from here on are of this epoch, and none before; the first may lie further on. */
    public record Since(int epoch, long startOffset) {}

    /** Before the first record. */
    public static SourceEpochs none(String topic, int partition) {
        return new SourceEpochs(topic, partition, List.of());
    }

    /** Its name in the state. */
    public static String name(String topic, int partition) {
        return topic + "/" + partition;
    }

    /** The epoch of the record at an offset. */
    public int at(long offset) {
        int found = UNKNOWN;
        for (Since since : epochs) {
            if (since.startOffset() <= offset) {
                found = since.epoch();
            }
        }
        return found;
    }

    /** Where the records of epochs up to this one end in a log with this end. */
    public long endOf(int epoch, long logEndOffset) {
        return epochs.stream()
                .filter(since -> since.epoch() > epoch)
                .mapToLong(Since::startOffset)
                .findFirst()
                .orElse(logEndOffset);
    }

    /**
     * Whether another log of the source's history, whose last record up to this epoch is of it, is known to hold the same
     * up to there: this one has records of it too, or none of it and of those before.
     */
    public boolean meets(int epoch) {
        boolean beginsLater = epochs.size() < KEPT_MAX && epochs.stream().allMatch(since -> since.epoch() > epoch);
        return beginsLater || epochs.stream().anyMatch(since -> since.epoch() == epoch);
    }

    /** Without what begins at this end of the log, or behind it: it was recorded, and never appended. */
    public SourceEpochs upTo(long logEndOffset) {
        List<Since> held = new ArrayList<>(epochs);
        held.removeIf(since -> since.startOffset() >= logEndOffset);
        return new SourceEpochs(topic, partition, held);
    }

    /**
     * With another epoch; what was recorded from its start on was never appended. Later epochs before it are of a log that the
     * source lost before it deleted all up to here: within one they only grow.
     */
    public SourceEpochs with(int epoch, long startOffset) {
        List<Since> next = new ArrayList<>(epochs);
        next.removeIf(since -> since.startOffset() >= startOffset || (epoch != UNKNOWN && since.epoch() > epoch));
        next.add(new Since(epoch, startOffset));
        return new SourceEpochs(topic, partition, next.subList(Math.max(0, next.size() - KEPT_MAX), next.size()));
    }
}
