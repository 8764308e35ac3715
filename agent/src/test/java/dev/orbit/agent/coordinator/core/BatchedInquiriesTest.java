// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.coordinator.core.Inquiries.Answer;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BatchedInquiriesTest {

    private static final long AGE_MAX = 50;

    private final List<String> asked = new ArrayList<>();
    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private final BatchedInquiries<String, String, Integer> inquiries =
            new BatchedInquiries<>(this::answer, tasks::add, this::woken);
    private @Nullable IOException failure;
    private boolean overflows;
    private int wokenCount;

    private void woken() {
        wokenCount++;
    }

    private Map<String, Answer<Integer>> answer(String whom, Set<String> keys) throws IOException {
        asked.add(whom + new TreeSet<>(keys));
        if (failure != null) {
            throw failure;
        }
        if (overflows) {
            throw new StackOverflowError("made up");
        }
        return keys.stream().collect(Collectors.toMap(Function.identity(), key -> new Answer<>(key.length(), null, 0)));
    }

    private Optional<Integer> ask(String whom, String key, long nowNanos) {
        return inquiries.ask(whom, key, AGE_MAX, nowNanos).map(Answer::value);
    }

    @Test
    void whatIsAskedOfOneGoesOutTogether() {
        ask("a", "x", 0);
        ask("a", "xx", 0);
        ask("b", "y", 0);
        inquiries.send();
        tasks.removeFirst().run();
        tasks.removeFirst().run();

        assertThat(asked).containsExactlyInAnyOrder("a[x, xx]", "b[y]");
        assertThat(wokenCount).isEqualTo(2);
        assertThat(ask("a", "xx", AGE_MAX)).contains(2);
        assertThat(ask("b", "xx", AGE_MAX)).isEmpty();
    }

    @Test
    void whatIsAskedWhileABatchIsUnderWayGoesWithTheNext() {
        ask("a", "x", 0);
        inquiries.send();
        ask("a", "x", 0);
        ask("a", "xx", 0);
        inquiries.send();
        assertThat(tasks).hasSize(1);
        tasks.removeFirst().run();
        inquiries.send();
        tasks.removeFirst().run();

        assertThat(asked).containsExactly("a[x]", "a[xx]");
    }

    @Test
    void anAnswerThatIsTooOldIsAskedForAgain() {
        ask("a", "x", 0);
        inquiries.send();
        tasks.removeFirst().run();
        ask("a", "x", AGE_MAX);
        inquiries.send();
        assertThat(tasks).isEmpty();

        assertThat(ask("a", "x", AGE_MAX + 1)).contains(1);
        inquiries.send();
        assertThat(tasks).hasSize(1);
    }

    @Test
    void aFailureIsTheAnswerToAll() {
        failure = new IOException("gone");
        ask("a", "x", 0);
        ask("a", "xx", 0);
        inquiries.send();
        tasks.removeFirst().run();

        assertThat(List.of("x", "xx"))
                .allSatisfy(
                        key -> assertThat(inquiries.ask("a", key, AGE_MAX, 0).map(Answer::failure))
                                .contains(failure));
    }

    @Test
    void whatNobodyWaitsForAnyMoreIsNotAsked() {
        ask("a", "x", 0);
        ask("a", "xx", 0);
        inquiries.retain("x"::equals);
        inquiries.send();
        tasks.removeFirst().run();

        assertThat(asked).containsExactly("a[x]");
        inquiries.retain(key -> false);
        assertThat(ask("a", "x", 0)).isEmpty();
    }

    @Test
    void aBatchIsBoundedAndWhatWasAskedFirstGoesFirst() {
        BatchedInquiries<String, String, Integer> bounded =
                new BatchedInquiries<>(this::answer, 5, String::length, tasks::add, this::woken);
        for (String key : List.of("xxx", "xx", "y", "zzzzzzz", "z")) {
            bounded.ask("a", key, AGE_MAX, 0);
        }
        for (int batch = 0; batch < 4; batch++) {
            bounded.send();
            if (!tasks.isEmpty()) {
                tasks.removeFirst().run();
            }
        }

        assertThat(asked).containsExactly("a[xx, xxx]", "a[y]", "a[zzzzzzz]", "a[z]");
    }

    /** However often the others are asked for again meanwhile. */
    @Test
    void whatWasNeverAskedGoesBeforeWhatIsAskedAgain() {
        List<String> batches = new ArrayList<>();
        BatchedInquiries<String, String, Integer> bounded = new BatchedInquiries<>(
                (whom, keys) -> {
                    batches.add(new TreeSet<>(keys).toString());
                    return keys.stream()
                            .collect(Collectors.toMap(
                                    Function.identity(), key -> new Answer<>(1, null, batches.size())));
                },
                2,
                key -> 1,
                tasks::add,
                this::woken);
        for (int pass = 0; pass < 5; pass++) {
            bounded.forgetDue();
            for (String key : List.of("a", "b", "c", "d", "e")) {
                bounded.ask("whom", key, 0, 100);
            }
            bounded.send();
            tasks.removeFirst().run();
        }

        assertThat(batches).containsExactly("[a, b]", "[c, d]", "[a, e]", "[b, c]", "[a, d]");
    }

    @Test
    void whatIsDueIsForgottenUnlessItIsAskedForAgain() {
        ask("a", "x", 0);
        ask("a", "xx", 0);
        inquiries.forgetDue();
        ask("a", "xx", 0);
        inquiries.send();
        assertThat(inquiries.isUnderWay("a", "xx")).isTrue();
        assertThat(inquiries.isUnderWay("a", "x")).isFalse();
        tasks.removeFirst().run();

        assertThat(asked).containsExactly("a[xx]");
        assertThat(inquiries.isUnderWay("a", "xx")).isFalse();
        assertThat(inquiries.known("a", "xx").map(Answer::value)).contains(2);
        assertThat(inquiries.known("a", "x")).isEmpty();
    }

    /** One of the JVM, which would end a thread of the executor. */
    @Test
    void aQuestionThatEndsInAnErrorIsAskedAgain() {
        overflows = true;
        ask("a", "x", 0);
        inquiries.send();
        tasks.removeFirst().run();
        assertThat(wokenCount).isEqualTo(1);

        overflows = false;
        ask("a", "x", System.nanoTime() + AGE_MAX + 1);
        inquiries.send();
        tasks.removeFirst().run();
        assertThat(ask("a", "x", 0)).contains(1);
    }
}
