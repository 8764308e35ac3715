// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.errors.InvalidMetadataException;
import org.apache.kafka.common.message.ProduceResponseData.BatchIndexAndErrorMessage;
import org.apache.kafka.common.message.ProduceResponseData.LeaderIdAndEpoch;
import org.apache.kafka.common.message.ProduceResponseData.PartitionProduceResponse;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.ProduceResponse.RecordError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of the source's errors, for fetches and for produces. */
class VerdictTest {

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
    @EnumSource(Errors.class)
    void whatSaysThatTheLeaderIsAnotherIsLookedUpAgain(Errors error) {
        boolean lookAgain = ProduceVerdict.of("orders", new PartitionProduceResponse().setErrorCode(error.code()))
                .lookAgain();
        FetchVerdict verdict = FetchVerdict.of(error);

        Set<Errors> leadership =
                EnumSet.of(Errors.NOT_LEADER_OR_FOLLOWER, Errors.FENCED_LEADER_EPOCH, Errors.UNKNOWN_LEADER_EPOCH);
        if (leadership.contains(error)) {
            assertThat(lookAgain).isTrue();
            assertThat(verdict).isEqualTo(FetchVerdict.LOOK_AGAIN);
        }
        if (error == Errors.UNKNOWN_TOPIC_ID || error == Errors.UNKNOWN_TOPIC_OR_PARTITION) {
            assertThat(lookAgain).isTrue();
            assertThat(verdict).isEqualTo(FetchVerdict.MISSING);
        }
    }

    @Test
    void theTargetHearsWhatNeedsADecision() {
        for (Errors error : List.of(
                Errors.OFFSET_OUT_OF_RANGE,
                Errors.INCONSISTENT_TOPIC_ID,
                Errors.TOPIC_AUTHORIZATION_FAILED,
                Errors.CORRUPT_MESSAGE,
                Errors.UNSUPPORTED_COMPRESSION_TYPE,
                Errors.UNKNOWN_SERVER_ERROR)) {
            assertThat(FetchVerdict.of(error)).isEqualTo(FetchVerdict.TELL);
        }
        assertThat(FetchVerdict.of(Errors.NONE)).isEqualTo(FetchVerdict.OK);
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
