// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.forward;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.apache.kafka.common.errors.InvalidMetadataException;
import org.apache.kafka.common.message.ProduceResponseData.BatchIndexAndErrorMessage;
import org.apache.kafka.common.message.ProduceResponseData.LeaderIdAndEpoch;
import org.apache.kafka.common.message.ProduceResponseData.PartitionProduceResponse;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.ProduceResponse.RecordError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a producer hears of the source's answer. */
class ProduceVerdictTest {

    /** A client that hears one of these asks for metadata, and would find the agent its leader again and again. */
    @ParameterizedTest
    @EnumSource(Errors.class)
    void noProducerHearsOfTheSourcesLeaders(Errors error) {
        ForwardResult result = ProduceVerdict.of(
                        "orders",
                        new PartitionProduceResponse()
                                .setErrorCode(error.code())
                                .setCurrentLeader(
                                        new LeaderIdAndEpoch().setLeaderId(3).setLeaderEpoch(9)))
                .result();

        assertThat(result.error().exception() instanceof InvalidMetadataException)
                .isFalse();
        assertThat(result.error() == Errors.NONE).isEqualTo(error == Errors.NONE);
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "NOT_LEADER_OR_FOLLOWER",
                "FENCED_LEADER_EPOCH",
                "UNKNOWN_LEADER_EPOCH",
                "UNKNOWN_TOPIC_ID",
                "UNKNOWN_TOPIC_OR_PARTITION"
            })
    void whatSaysThatTheLeaderIsAnotherIsLookedUpAgain(Errors error) {
        assertThat(ProduceVerdict.of("orders", new PartitionProduceResponse().setErrorCode(error.code()))
                        .lookAgain())
                .isTrue();
    }

    @Test
    void aSuccessIsPassedOnWhole() {
        ForwardResult result = ProduceVerdict.of(
                        "orders",
                        new PartitionProduceResponse()
                                .setBaseOffset(7)
                                .setLogAppendTimeMs(8)
                                .setLogStartOffset(9))
                .result();

        assertThat(result).isEqualTo(new ForwardResult(Errors.NONE, 7, 8, 9, null));
    }

    @Test
    void anOldFormatsRefusalSaysWhatToDo() {
        ForwardResult result = ProduceVerdict.of(
                        "orders",
                        new PartitionProduceResponse().setErrorCode(Errors.UNSUPPORTED_FOR_MESSAGE_FORMAT.code()))
                .result();

        assertThat(result.error()).isEqualTo(Errors.UNSUPPORTED_FOR_MESSAGE_FORMAT);
        assertThat(result.errorMessage()).contains("enable.idempotence=false", "message.format.version");
    }

    @Test
    void theReasonsOfARefusalArePassedOn() {
        ForwardResult result = ProduceVerdict.of(
                        "orders",
                        new PartitionProduceResponse()
                                .setErrorCode(Errors.INVALID_RECORD.code())
                                .setErrorMessage("No key.")
                                .setRecordErrors(List.of(
                                        new BatchIndexAndErrorMessage()
                                                .setBatchIndex(2)
                                                .setBatchIndexErrorMessage("null key"),
                                        new BatchIndexAndErrorMessage().setBatchIndex(3))))
                .result();

        assertThat(result.error()).isEqualTo(Errors.INVALID_RECORD);
        assertThat(result.errorMessage()).isEqualTo("No key.");
        assertThat(result.recordErrors()).containsExactly(new RecordError(2, "null key"), new RecordError(3, null));
    }

    /** A producer that does not try again is to know that the record may be there. */
    @ParameterizedTest
    @EnumSource(names = {"REQUEST_TIMED_OUT", "NOT_ENOUGH_REPLICAS_AFTER_APPEND", "NOT_ENOUGH_REPLICAS"})
    void thatTheSourceMayHaveItIsPassedOn(Errors error) {
        ForwardResult result = ProduceVerdict.of("orders", new PartitionProduceResponse().setErrorCode(error.code()))
                .result();

        assertThat(result.error()).isEqualTo(error);
        assertThat(result.mayHaveLanded()).isTrue();
        assertThat(result.baseOffset()).isEqualTo(-1);
    }

    @Test
    void whatTheProxyMayNotDoIsNotTheProducersFault() {
        Map<Errors, String> lacks = Map.of(
                Errors.TOPIC_AUTHORIZATION_FAILED, "the proxy's principal Write on topic orders.",
                Errors.CLUSTER_AUTHORIZATION_FAILED, "the proxy's principal IdempotentWrite on the cluster.");
        lacks.forEach((error, lack) -> {
            ForwardResult result = ProduceVerdict.of(
                            "orders", new PartitionProduceResponse().setErrorCode(error.code()))
                    .result();

            assertThat(result.error()).isEqualTo(Errors.POLICY_VIOLATION);
            assertThat(result.errorMessage()).contains(lack);
        });
    }
}
