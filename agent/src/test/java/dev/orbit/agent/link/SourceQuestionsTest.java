// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SourceQuestionsTest {

    private static final TopicPartition ORDERS = new TopicPartition("orders", 0);

    private final List<TopicPartition> answered = new CopyOnWriteArrayList<>();
    private final List<Optional<String>> answers = new CopyOnWriteArrayList<>();
    private final SourceQuestions questions = new SourceQuestions("default", answered::add);

    @AfterEach
    void close() {
        questions.close();
    }

    /** Who has no answer asks no further question. */
    @Test
    void whoeverAskedHasAnAnswerWhateverFails() {
        questions.<String>ask(ORDERS, answers::add, () -> {
            throw new IllegalStateException("made up");
        });
        questions.<String>ask(ORDERS, answers::add, () -> {
            throw new NoClassDefFoundError("made up");
        });
        questions.ask(ORDERS, answers::add, () -> Optional.of("here"));

        await().untilAsserted(() ->
                assertThat(answers).containsExactly(Optional.empty(), Optional.empty(), Optional.of("here")));
        await().untilAsserted(() -> assertThat(answered).containsExactly(ORDERS, ORDERS, ORDERS));
    }

    @Test
    void anAnswerThatCannotBeDealtWithKeepsNoOtherFromComing() {
        questions.ask(
                ORDERS,
                answer -> {
                    throw new StackOverflowError("made up");
                },
                () -> Optional.of("here"));
        questions.ask(ORDERS, answers::add, () -> Optional.of("there"));

        await().untilAsserted(() -> assertThat(answers).containsExactly(Optional.of("there")));
        await().untilAsserted(() -> assertThat(answered).containsExactly(ORDERS));
    }
}
