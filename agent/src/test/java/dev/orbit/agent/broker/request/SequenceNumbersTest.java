// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.broker.request;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SequenceNumbersTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0, true",
        "4, 5, true",
        "5, 4, false",
        "2147483647, 0, true",
        "0, 2147483647, false",
        "2147483640, 7, true",
        "-1, 7, false",
        "0, -1, false",
    })
    void isAtMostAcrossTheEndOfTheNumbers(int sequence, int other, boolean atMost) {
        assertThat(SequenceNumbers.isAtMost(sequence, other)).isEqualTo(atMost);
    }
}
