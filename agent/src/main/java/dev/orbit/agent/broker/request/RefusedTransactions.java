// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.broker.request;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.TopicPartition;

/**
 * Which refusals of transactional producers the log tells: one a minute for each topic, for a producer may try on and on.
 * Thread-safe.
 */
final class RefusedTransactions {

    /** As many as there are mirror topics. */
    private final LatelyTold told = new LatelyTold(Integer.MAX_VALUE);

    /** The mirror topics among those that were to be added, of which the log has not told for a while. */
    Set<String> untold(Map<String, List<TopicPartition>> partitions, ProduceGate gate, long nowNanos) {
        Set<String> untold = new TreeSet<>();
        partitions
                .values()
                .forEach(each -> each.forEach(partition -> {
                    boolean isMirror = gate.admission(partition.topic()) == ProduceGate.Admission.MIRROR;
                    if (isMirror && told.isToBeTold(partition.topic(), nowNanos)) {
                        untold.add(partition.topic());
                    }
                }));
        return untold;
    }
}
