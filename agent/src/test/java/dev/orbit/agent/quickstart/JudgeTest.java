// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JudgeTest {

    private static final Map<String, Position> ACKNOWLEDGED = Map.of("a", at(0), "b", at(1), "c", at(2));
    private static final Map<String, List<Position>> SOURCE = Map.of("a", List.of(at(0)), "b", List.of(at(1)));

    @Test
    void nothingIsWrongWithRecordsWhereTheyWereAcknowledged() {
        Judge.Verdict verdict = judge(Map.of("a", List.of(at(0)), "b", List.of(at(1)), "c", List.of(at(2))));

        assertThat(verdict).isEqualTo(new Judge.Verdict("t", 3, 2, 0, 0, 0, 0));
        assertThat(verdict.isFlawless()).isTrue();
    }

    @Test
    void anAcknowledgedRecordThatIsNotAtTheDestinationIsLostAndAStray() {
        Judge.Verdict verdict = judge(Map.of("a", List.of(at(0)), "c", List.of(at(2))));

        assertThat(verdict).isEqualTo(new Judge.Verdict("t", 3, 2, 1, 0, 0, 1));
        assertThat(verdict.isFlawless()).isFalse();
    }

    @Test
    void aRecordThatIsThereTwiceIsDuplicatedAcknowledgedOrNot() {
        Judge.Verdict verdict = judge(Map.of(
                "a",
                List.of(at(0), at(7)),
                "b",
                List.of(at(1)),
                "c",
                List.of(at(2)),
                "x",
                List.of(at(3), at(4), at(5))));

        assertThat(verdict).isEqualTo(new Judge.Verdict("t", 3, 2, 0, 3, 0, 0));
        assertThat(verdict.isFlawless()).isFalse();
    }

    @Test
    void aRecordAtAnotherOffsetOrPartitionIsMisplaced() {
        Judge.Verdict verdict =
                judge(Map.of("a", List.of(at(0)), "b", List.of(new Position(1, 1)), "c", List.of(at(3))));

        assertThat(verdict).isEqualTo(new Judge.Verdict("t", 3, 2, 0, 0, 2, 0));
        assertThat(verdict.isFlawless()).isFalse();
    }

    @Test
    void aRecordNobodyWasToldAboutMayBeMissing() {
        Judge.Verdict verdict = Judge.judge("t", Map.of(), Map.of("x", List.of(at(0))), Map.of());

        assertThat(verdict).isEqualTo(new Judge.Verdict("t", 0, 0, 0, 0, 0, 1));
        assertThat(verdict.isFlawless()).isTrue();
    }

    private static Judge.Verdict judge(Map<String, List<Position>> destination) {
        return Judge.judge("t", ACKNOWLEDGED, SOURCE, destination);
    }

    private static Position at(long offset) {
        return new Position(0, offset);
    }
}
