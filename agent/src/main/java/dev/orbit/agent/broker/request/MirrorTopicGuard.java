// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.broker.request;

import dev.orbit.agent.broker.request.ProduceGate.Admission;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.NotControllerException;
import org.apache.kafka.common.errors.NotLeaderOrFollowerException;
import org.apache.kafka.common.errors.PolicyViolationException;
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

    /** What a request that would part a mirror topic from its source, or may, is answered with; empty for others. */
    Optional<ApiException> refusal(AbstractRequest request) {
        Map<Admission, String> parted = new EnumMap<>(Admission.class);
        parted(request).forEach(topic -> parted.putIfAbsent(gate.admission(topic), topic));
        if (parted.containsKey(Admission.MIRROR)) {
            return Optional.of(new PolicyViolationException(refused(parted.get(Admission.MIRROR))));
        }
        return Optional.ofNullable(parted.get(Admission.UNKNOWN)).map(topic -> tryAgain(request, topic));
    }

    /** Kafka's clients ask again: soon it is known whether the topic is a mirror. */
    private static ApiException tryAgain(AbstractRequest request, String topic) {
        String reason = "This agent does not know yet whether topic " + topic + " is a mirror. Try again.";
        return request instanceof CreatePartitionsRequest
                ? new NotControllerException(reason)
                : new NotLeaderOrFollowerException(reason);
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
                + " followed here, or wait until Orbit has let go of the topic (COMPLETE).";
    }
}
