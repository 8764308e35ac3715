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
     * Answers with the latest leader epoch that the source's log knows of, negative if it knows none; not at all if the
     * source does not say.
     */
    void askLatestEpoch(TopicPartition partition, IntConsumer answer);
}
