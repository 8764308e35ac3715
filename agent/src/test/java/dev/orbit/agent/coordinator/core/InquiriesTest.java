// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class InquiriesTest {

    private final AtomicInteger answered = new AtomicInteger();
    private final Inquiries<String, String> inquiries = new Inquiries<>(Runnable::run, answered::incrementAndGet);

    /** One of the JVM, which ends a thread of the executor. */
    @Test
    void aQuestionThatEndsInAnErrorIsAskedAgain() {
        Callable<String> failing = () -> {
            throw new StackOverflowError("made up");
        };
        inquiries.ask("key", failing, 0, System.nanoTime());
        assertThat(inquiries.isUnderWay("key")).isFalse();
        assertThat(inquiries.known("key").flatMap(Inquiries.Answer::reason))
                .hasValueSatisfying(reason -> assertThat(reason).contains("made up"));

        inquiries.ask("key", () -> "answer", 0, System.nanoTime());

        assertThat(inquiries.known("key"))
                .hasValueSatisfying(known -> assertThat(known.value()).isEqualTo("answer"));
        assertThat(answered).hasValue(2);
    }
}
