// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of the errors that a source answers a fetch with. */
class FetchVerdictTest {

    @ParameterizedTest
    @EnumSource(names = {"NOT_LEADER_OR_FOLLOWER", "FENCED_LEADER_EPOCH", "UNKNOWN_LEADER_EPOCH"})
    void whatSaysThatTheLeaderIsAnotherIsLookedUpAgain(Errors error) {
        assertThat(FetchVerdict.of(error)).isEqualTo(FetchVerdict.LOOK_AGAIN);
    }

    @ParameterizedTest
    @EnumSource(names = {"UNKNOWN_TOPIC_ID", "UNKNOWN_TOPIC_OR_PARTITION"})
    void whatTheSourceDoesNotKnowIsMissing(Errors error) {
        assertThat(FetchVerdict.of(error)).isEqualTo(FetchVerdict.MISSING);
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
}
