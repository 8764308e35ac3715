// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.broker.request;

import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.DeleteTopicsResponse;

/** The answer to a change of topics that is refused: none of those that it names was changed. */
final class RefusedChange {

    private RefusedChange() {}

    /** @param refusal its message is told wherever the answer has room for it */
    static AbstractResponse answer(AbstractRequest request, ApiException refusal, int throttleMs) {
        AbstractResponse response = request.getErrorResponse(throttleMs, refusal);
        if (response instanceof DeleteTopicsResponse deletions) {
            // Kafka leaves it out, for which there is room
            deletions.data().responses().forEach(topic -> topic.setErrorMessage(refusal.getMessage()));
        }
        return response;
    }
}
