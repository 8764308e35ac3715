// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.link;

import dev.orbit.agent.tag.ProducerIdTag;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.LongConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/** What a mirror asks about the logs of its source. Answers come on another thread. */
public interface SourceLog {

    /** Where a log starts and ends; the end is exclusive. */
    record Extent(long startOffset, long endOffset) {}

    /**
     * Offsets at which the source may hold nothing any more.
     *
     * @param toOffset exclusive
     * @param afterEpoch the source has forgotten the epochs behind this one, up to {@code epoch}; a replica that has not may
     *     lead again
     * @param epoch that the source gave to the last record there; what lies behind is of later ones
     */
    record Vanished(long fromOffset, long toOffset, int afterEpoch, int epoch) {}

    /** Of the producer ids in what comes from there. */
    ProducerIdTag tag();

    /** Answers where the source partition's log lies now; empty if the source does not say. */
    void askExtent(TopicPartition partition, Consumer<Optional<Extent>> answer);

    /**
     * Answers up to where the source holds nothing from this offset on, which is its high watermark; not at all if it holds
     * something, or does not say.
     */
    void askEmptyUpTo(TopicPartition partition, Uuid topicId, long offset, LongConsumer answer);

    /**
     * Answers whether the source holds nothing there, and of that epoch and earlier ones nothing behind it either; with false
     * also where it is of a version that cannot tell; empty if it does not answer, or has not forgotten those epochs.
     */
    void askVanished(TopicPartition partition, Uuid topicId, Vanished vanished, Consumer<Optional<Boolean>> answer);

    /**
     * Answers with the latest leader epoch that the source's log knows of, negative if it knows none; not at all if the
     * source does not say.
     */
    void askLatestEpoch(TopicPartition partition, IntConsumer answer);
}
