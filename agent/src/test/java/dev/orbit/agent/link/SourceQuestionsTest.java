// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
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

    /** After a long pause thousands ask, and the source goes on deleting what they need while they wait. */
    @Test
    void aThousandThatAskMeanwhileAreAnsweredTogether() throws Exception {
        CountDownLatch asking = new CountDownLatch(1);
        CountDownLatch answering = new CountDownLatch(1);
        AtomicInteger requests = new AtomicInteger();
        SourceQuestions.Batched<String> batched = questions.batched(partitions -> {
            requests.incrementAndGet();
            asking.countDown();
            awaitOrThrow(answering);
            return partitions.stream().collect(Collectors.toMap(Function.identity(), TopicPartition::toString));
        });
        batched.ask(ORDERS, answers::add);
        asking.await();
        for (int number = 1; number < 1_000; number++) {
            batched.ask(new TopicPartition("orders", number), answers::add);
        }
        answering.countDown();

        await().untilAsserted(() -> assertThat(answered).hasSize(1_000));
        assertThat(answers).hasSize(1_000).contains(Optional.of("orders-0"), Optional.of("orders-999"));
        assertThat(requests).hasValue(2);
    }

    @Test
    void whoeverAskedTogetherWithOthersHasAnAnswerWhateverFails() {
        AtomicInteger requests = new AtomicInteger();
        SourceQuestions.Batched<String> batched = questions.batched(partitions -> {
            if (requests.incrementAndGet() == 1) {
                throw new NoClassDefFoundError("made up");
            }
            return Map.of();
        });
        batched.ask(ORDERS, answers::add);
        await().untilAsserted(() -> assertThat(answers).containsExactly(Optional.empty()));
        batched.ask(ORDERS, answers::add);

        await().untilAsserted(() -> assertThat(answers).containsExactly(Optional.empty(), Optional.empty()));
        await().untilAsserted(() -> assertThat(answered).containsExactly(ORDERS, ORDERS));
    }

    private static void awaitOrThrow(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The interrupt of a thread that writes closes the file, and Kafka takes the log's directory for broken. */
    @Test
    void closingInterruptsNoAnswerThatIsBeingDealtWithAndBeginsNoOther() throws Exception {
        CountDownLatch writing = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        List<String> written = new CopyOnWriteArrayList<>();
        questions.ask(
                ORDERS,
                answer -> {
                    writing.countDown();
                    try {
                        goOn.await();
                        written.add("whole");
                    } catch (InterruptedException e) {
                        written.add("in part");
                    }
                },
                () -> Optional.of("here"));
        questions.ask(ORDERS, answers::add, () -> Optional.of("there"));
        writing.await();

        questions.close();
        questions.ask(ORDERS, answers::add, () -> Optional.of("late"));
        assertThat(questions.awaitEnd(50)).isFalse();
        goOn.countDown();

        assertThat(questions.awaitEnd(10_000)).isTrue();
        assertThat(written).containsExactly("whole");
        assertThat(answers).isEmpty();
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
