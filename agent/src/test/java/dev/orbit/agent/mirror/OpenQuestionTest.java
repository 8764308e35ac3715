// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OpenQuestionTest {

    private final OpenQuestion question = new OpenQuestion();

    @Test
    void isAskedOnceAtATime() {
        Object ticket = question.ask().orElseThrow();

        assertThat(question.ask()).isEmpty();
        assertThat(question.close(ticket)).isTrue();
        assertThat(question.ask()).isPresent();
    }

    @Test
    void anAnswerThatComesAfterTheSourceToldOtherwiseCountsNoMore() {
        Object ticket = question.ask().orElseThrow();

        question.withdraw();

        assertThat(question.close(ticket)).isFalse();
    }

    @Test
    void aLateAnswerDoesNotCloseTheNextQuestion() {
        Object late = question.ask().orElseThrow();
        question.withdraw();
        Object next = question.ask().orElseThrow();

        assertThat(question.close(late)).isFalse();
        assertThat(question.close(next)).isTrue();
    }
}
