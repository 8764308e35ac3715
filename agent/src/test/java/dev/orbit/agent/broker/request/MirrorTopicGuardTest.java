// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.broker.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.broker.admin.OwnAdditions;
import dev.orbit.agent.broker.request.ProduceGate.Admission;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.errors.NotControllerException;
import org.apache.kafka.common.errors.NotLeaderOrFollowerException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.message.CreatePartitionsRequestData;
import org.apache.kafka.common.message.CreatePartitionsResponseData.CreatePartitionsTopicResult;
import org.apache.kafka.common.message.DeleteRecordsRequestData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.CreatePartitionsRequest;
import org.apache.kafka.common.requests.CreatePartitionsResponse;
import org.apache.kafka.common.requests.DeleteRecordsRequest;
import org.junit.jupiter.api.Test;

/** Mirror topics have the partitions and records of their sources; others are Kafka's. */
class MirrorTopicGuardTest {

    private final OwnAdditions own = new OwnAdditions();
    private final MirrorTopicGuard guard = new MirrorTopicGuard(
            new Admissions(Map.of("ordinary", Admission.OPEN, "mirror", Admission.MIRROR, "new", Admission.UNKNOWN)),
            own::isUnderWay);

    private boolean admits(AbstractRequest request) {
        return guard.refusal(request).isEmpty();
    }

    @Test
    void aClientAddsNoPartitionsToAMirror() {
        assertThat(admits(addition("ordinary"))).isTrue();

        AbstractRequest request = addition("mirror", "ordinary");
        var response = RefusedChange.answer(request, guard.refusal(request).orElseThrow(), 0);

        assertThat(((CreatePartitionsResponse) response).data().results())
                .extracting(CreatePartitionsTopicResult::errorCode)
                .containsExactly(Errors.POLICY_VIOLATION.code(), Errors.POLICY_VIOLATION.code());
        assertThat(((CreatePartitionsResponse) response).data().results().get(0).errorMessage())
                .contains("Topic mirror", "at the source", "COMPLETE");
    }

    @Test
    void orbitItselfAddsThoseOfTheSource() {
        CompletableFuture<String> answer = new CompletableFuture<>();
        var added = own.during("mirror", () -> answer);
        assertThat(admits(addition("mirror"))).isTrue();

        answer.complete("done");

        assertThat(added).isCompleted();
        assertThat(admits(addition("mirror"))).isFalse();
    }

    @Test
    void aMirrorKeepsItsRecords() {
        assertThat(admits(deletion("ordinary"))).isTrue();
        assertThat(admits(deletion("mirror"))).isFalse();
    }

    /** While an agent reads the state, any topic may be one. */
    @Test
    void aClientAsksAgainAboutATopicThatMayBeAMirror() {
        assertThat(guard.refusal(addition("new")).orElseThrow()).isInstanceOf(NotControllerException.class);
        assertThat(guard.refusal(deletion("new")).orElseThrow()).isInstanceOf(NotLeaderOrFollowerException.class);
        assertThat(guard.refusal(addition("new", "mirror")).orElseThrow()).isInstanceOf(PolicyViolationException.class);
    }

    private static AbstractRequest addition(String... topics) {
        var additions = new CreatePartitionsRequestData.CreatePartitionsTopicCollection();
        List.of(topics)
                .forEach(topic -> additions.add(new CreatePartitionsRequestData.CreatePartitionsTopic()
                        .setName(topic)
                        .setCount(2)));
        return new CreatePartitionsRequest.Builder(new CreatePartitionsRequestData().setTopics(additions)).build();
    }

    private static AbstractRequest deletion(String topic) {
        return new DeleteRecordsRequest.Builder(new DeleteRecordsRequestData()
                        .setTopics(List.of(new DeleteRecordsRequestData.DeleteRecordsTopic().setName(topic))))
                .build();
    }
}
