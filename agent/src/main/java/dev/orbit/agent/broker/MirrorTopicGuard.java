// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.broker;

import dev.orbit.agent.broker.ProduceGate.Admission;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.CreatePartitionsRequest;
import org.apache.kafka.common.requests.DeleteRecordsRequest;

/**
 * Keeps mirror topics like their sources: a partition that the source does not have could never be produced to, and records
 * that the source has would be missing.
 */
final class MirrorTopicGuard {

    private final ProduceGate gate;
    private final Predicate<String> isGrowing;

    /** @param isGrowing whether Orbit itself adds partitions to the topic, which its source has */
    MirrorTopicGuard(ProduceGate gate, Predicate<String> isGrowing) {
        this.gate = gate;
        this.isGrowing = isGrowing;
    }

    /** Why a request that would part a mirror topic from its source is refused; empty for others. */
    Optional<String> refusal(AbstractRequest request) {
        return parted(request)
                .filter(topic -> gate.admission(topic) == Admission.MIRROR)
                .findFirst()
                .map(MirrorTopicGuard::refused);
    }

    private Stream<String> parted(AbstractRequest request) {
        if (request instanceof CreatePartitionsRequest addition) {
            return addition.data().topics().stream().map(topic -> topic.name()).filter(topic -> !isGrowing.test(topic));
        }
        return request instanceof DeleteRecordsRequest deletion
                ? deletion.data().topics().stream().map(topic -> topic.name())
                : Stream.of();
    }

    private static String refused(String topic) {
        return "Topic " + topic
                + " has the partitions and the records of a topic at a source cluster, which Orbit copies."
                + " Nothing of this request was done: add partitions and delete records at the source, and they are"
                + " followed here, or wait until its migration is COMPLETE.";
    }
}
