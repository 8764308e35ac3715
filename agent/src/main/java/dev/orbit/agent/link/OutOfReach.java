// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.link;

import dev.orbit.agent.tag.ProducerIdTag;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.LongConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/** The logs of a source that no link leads to: nothing comes from there, and nobody asks for more. */
record OutOfReach(ProducerIdTag tag) implements SourceLog {

    @Override
    public void askExtent(TopicPartition partition, Consumer<Optional<Extent>> answer) {}

    @Override
    public void askEmptyUpTo(TopicPartition partition, Uuid topicId, long offset, LongConsumer answer) {}

    @Override
    public void askVanished(
            TopicPartition partition, Uuid topicId, Vanished vanished, Consumer<Optional<Boolean>> answer) {}

    @Override
    public void askLatestEpoch(TopicPartition partition, IntConsumer answer) {}
}
