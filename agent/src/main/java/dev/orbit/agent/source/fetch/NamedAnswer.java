// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.fetch;

import dev.orbit.agent.source.connect.SourceTopology;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.protocol.Errors;

/**
 * What a broker answered to a fetch that names topics, until the same broker has said which topics have these names: one
 * that was made anew has its name from the one before it. A broker forgets a topic before it deletes its log, and an id
 * does not come back. So what it says after it answered was so when it answered.
 *
 * @param readNanos when the answer was read
 */
record NamedAnswer(Map<TopicPartition, FetchResponseData.PartitionData> partitions, int throttleMs, long readNanos) {

    /** Those to ask about: topics that Orbit knows no id of are whichever has the name. */
    Set<String> topics(Collection<PartitionFetch> fetches) {
        return fetches.stream()
                .filter(fetch -> partitions.containsKey(fetch.partition()))
                .filter(fetch -> !fetch.topicId().equals(Uuid.ZERO_UUID))
                .map(fetch -> fetch.partition().topic())
                .collect(Collectors.toSet());
    }

    /** With an error instead of what may be another topic's. */
    Map<TopicPartition, FetchResponseData.PartitionData> confirmed(
            Collection<PartitionFetch> fetches, SourceTopology told) {
        Map<TopicPartition, FetchResponseData.PartitionData> confirmed = new HashMap<>(partitions);
        for (PartitionFetch fetch : fetches) {
            Errors doubt = doubt(fetch, told);
            if (doubt != Errors.NONE) {
                confirmed.computeIfPresent(fetch.partition(), (partition, unused) -> refused(partition, doubt));
            }
        }
        return confirmed;
    }

    private static FetchResponseData.PartitionData refused(TopicPartition partition, Errors doubt) {
        return new FetchResponseData.PartitionData()
                .setPartitionIndex(partition.partition())
                .setErrorCode(doubt.code());
    }

    private static Errors doubt(PartitionFetch fetch, SourceTopology told) {
        if (fetch.topicId().equals(Uuid.ZERO_UUID)) {
            return Errors.NONE;
        }
        SourceTopology.Topic topic = told.topics().get(fetch.partition().topic());
        if (topic == null) {
            return Errors.UNKNOWN_TOPIC_OR_PARTITION;
        }
        boolean isAnother = !topic.id().equals(fetch.topicId()) && !topic.id().equals(Uuid.ZERO_UUID);
        return topic.error() == Errors.NONE && isAnother ? Errors.UNKNOWN_TOPIC_ID : topic.error();
    }
}
