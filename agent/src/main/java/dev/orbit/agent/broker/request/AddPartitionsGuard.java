// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.broker.request;

import dev.orbit.agent.broker.request.ProduceGate.Admission;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import kafka.network.RequestChannel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.AddPartitionsToTxnResponseData;
import org.apache.kafka.common.message.AddPartitionsToTxnResponseData.AddPartitionsToTxnResult;
import org.apache.kafka.common.message.AddPartitionsToTxnResponseData.AddPartitionsToTxnResultCollection;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AddPartitionsToTxnRequest;
import org.apache.kafka.common.requests.AddPartitionsToTxnResponse;

/**
 * Keeps mirror partitions out of this cluster's transactions. A partition that were let in would be given a commit or
 * abort marker, which takes an offset that belongs to the source, and its mirror would stand still for ever.
 */
final class AddPartitionsGuard {

    private static final Comparator<TopicPartition> BY_NAME =
            Comparator.comparing(TopicPartition::topic).thenComparingInt(TopicPartition::partition);

    private AddPartitionsGuard() {}

    static AddPartitionsToTxnRequest body(RequestChannel.Request request) {
        AddPartitionsToTxnRequest body = (AddPartitionsToTxnRequest) request.loggableRequest();
        return body.version() < 4 ? body.normalizeRequest() : body;
    }

    static boolean admits(RequestChannel.Request request, ProduceGate gate) {
        return body(request).partitionsByTransaction().values().stream()
                .flatMap(List::stream)
                .allMatch(partition -> gate.admission(partition.topic()) == Admission.OPEN);
    }

    /**
     * As Kafka does for a partition it may not add: the whole request fails, and the others were not attempted. Where no
     * mirror is among them the client is to try all again: what was not known to be open a moment ago may be by now.
     */
    static AddPartitionsToTxnResponseData refusal(AddPartitionsToTxnRequest request, ProduceGate gate, int throttleMs) {
        AddPartitionsToTxnResultCollection results = new AddPartitionsToTxnResultCollection();
        request.partitionsByTransaction().forEach((transactionalId, partitions) -> {
            Map<TopicPartition, Admission> admissions = new TreeMap<>(BY_NAME);
            partitions.forEach(partition -> admissions.put(partition, gate.admission(partition.topic())));
            boolean isFinal = admissions.containsValue(Admission.MIRROR);
            Map<TopicPartition, Errors> errors = new TreeMap<>(BY_NAME);
            admissions.forEach((partition, admission) -> errors.put(partition, error(admission, isFinal)));
            results.add(AddPartitionsToTxnResponse.resultForTransaction(transactionalId, errors));
        });
        return inVersion(request.version(), results).setThrottleTimeMs(throttleMs);
    }

    private static Errors error(Admission admission, boolean isFinal) {
        if (!isFinal) {
            // every client retries this one
            return Errors.CONCURRENT_TRANSACTIONS;
        }
        return admission == Admission.MIRROR ? Errors.POLICY_VIOLATION : Errors.OPERATION_NOT_ATTEMPTED;
    }

    private static AddPartitionsToTxnResponseData inVersion(short version, AddPartitionsToTxnResultCollection results) {
        if (version >= 4) {
            return new AddPartitionsToTxnResponseData().setResultsByTransaction(results);
        }
        AddPartitionsToTxnResult only = results.iterator().next();
        return new AddPartitionsToTxnResponseData()
                .setResultsByTopicV3AndBelow(only.topicResults().duplicate());
    }
}
