// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.broker.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.broker.request.ProduceGate.Admission;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AddPartitionsToTxnRequest;
import org.apache.kafka.common.requests.AddPartitionsToTxnResponse;
import org.junit.jupiter.api.Test;

class AddPartitionsGuardTest {

    private static final TopicPartition ORDINARY = new TopicPartition("ordinary", 0);
    private static final TopicPartition MIRROR = new TopicPartition("mirror", 0);

    private static Map<TopicPartition, Errors> refusal(
            Map<String, Admission> admissions, TopicPartition... partitions) {
        AddPartitionsToTxnRequest request = AddPartitionsToTxnRequest.Builder.forClient(
                        "t", 1, (short) 0, List.of(partitions))
                .build((short) 3)
                .normalizeRequest();
        return new AddPartitionsToTxnResponse(AddPartitionsGuard.refusal(request, new Admissions(admissions), 0))
                .errors()
                .get(AddPartitionsToTxnResponse.V3_AND_BELOW_TXN_ID);
    }

    @Test
    void refusesAMirrorForGoodAndWithItTheWholeRequest() {
        assertThat(refusal(Map.of("ordinary", Admission.OPEN, "mirror", Admission.MIRROR), ORDINARY, MIRROR))
                .isEqualTo(Map.of(ORDINARY, Errors.OPERATION_NOT_ATTEMPTED, MIRROR, Errors.POLICY_VIOLATION));
    }

    /** A client gives its transaction up when it hears of a partition that it was not attempted, and of no reason. */
    @Test
    void hasWhatWasNotKnownAMomentAgoTriedAgain() {
        assertThat(refusal(Map.of("ordinary", Admission.OPEN), ORDINARY))
                .isEqualTo(Map.of(ORDINARY, Errors.CONCURRENT_TRANSACTIONS));
    }

    @Test
    void isToldOncePerMinuteForEachMirror() {
        RefusedTransactions refused = new RefusedTransactions();
        ProduceGate gate = new Admissions(
                Map.of("ordinary", Admission.OPEN, "mirror", Admission.MIRROR, "another", Admission.MIRROR));
        long minute = 60_000_000_000L;

        assertThat(refused.untold(Map.of("t", List.of(MIRROR, ORDINARY)), gate, 5))
                .containsExactly("mirror");
        assertThat(refused.untold(
                        Map.of("t", List.of(MIRROR, ORDINARY, new TopicPartition("another", 7))), gate, minute))
                .containsExactly("another");
        assertThat(refused.untold(Map.of("t", List.of(MIRROR)), gate, minute + 4))
                .isEmpty();
        assertThat(refused.untold(Map.of("t", List.of(MIRROR)), gate, minute + 5))
                .containsExactly("mirror");
    }
}
