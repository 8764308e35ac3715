// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.core;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Questions to the outside that take their time, asked off the coordinator's thread. Whoever wants to know asks again and
 * again; the answer is there when it is there. Used by the coordinator's thread alone.
 */
public final class Inquiries<K, V> {

    private final Executor executor;
    private final Runnable whenAnswered;
    private final Map<K, Inquiry<V>> inquiries = new HashMap<>();

    public Inquiries(Executor executor, Runnable whenAnswered) {
        this.executor = executor;
        this.whenAnswered = whenAnswered;
    }

    /** Either a value or why there is none. */
    public record Answer<V>(@Nullable V value, @Nullable Exception failure, long answeredNanos) {

        /** An error of the JVM is an answer too: the question is asked again when that is old. */
        static <V> Answer<V> failed(Throwable cause) {
            Exception failure = cause instanceof Exception exception ? exception : new ExecutionException(cause);
            return new Answer<>(null, failure, System.nanoTime());
        }

        /** Why there is no value, in words; empty where there is one. */
        public Optional<String> reason() {
            return Optional.ofNullable(failure)
                    .map(why -> why.getMessage() == null ? why.toString() : why.getMessage());
        }
    }

    private static final class Inquiry<V> {
        private volatile @Nullable Answer<V> newest;
        private volatile boolean running;
    }

    /**
     * The newest answer to a question first asked under this key, and asks anew when it is older than allowed.
     *
     * @param ageNanosMax of an answer that need not be asked for again
     */
    public Optional<Answer<V>> ask(K key, Callable<V> question, long ageNanosMax, long nowNanos) {
        Inquiry<V> inquiry = inquiries.computeIfAbsent(key, unused -> new Inquiry<>());
        Answer<V> newest = inquiry.newest;
        if (!inquiry.running && (newest == null || nowNanos - newest.answeredNanos() > ageNanosMax)) {
            inquiry.running = true;
            executor.execute(() -> answer(inquiry, question));
        }
        return Optional.ofNullable(newest);
    }

    /** What stands against something that was asked for, be it that nobody could be asked; empty: it is done. */
    public static Optional<String> refusal(Answer<Optional<String>> answer) {
        Optional<String> refusal = answer.value();
        return refusal != null ? refusal : answer.reason();
    }

    /** The newest answer under this key; nothing is asked. */
    public Optional<Answer<V>> known(K key) {
        Inquiry<V> inquiry = inquiries.get(key);
        return inquiry == null ? Optional.empty() : Optional.ofNullable(inquiry.newest);
    }

    /** Whether the answer to a question is still to come. */
    public boolean isUnderWay(K key) {
        Inquiry<V> inquiry = inquiries.get(key);
        return inquiry != null && inquiry.running;
    }

    /** Whether the answer to any such question is still to come. */
    public boolean isUnderWay(Predicate<K> which) {
        return inquiries.entrySet().stream()
                .anyMatch(inquiry -> inquiry.getValue().running && which.test(inquiry.getKey()));
    }

    private void answer(Inquiry<V> inquiry, Callable<V> question) {
        inquiry.newest = answer(question);
        inquiry.running = false;
        whenAnswered.run();
    }

    private static <V> Answer<V> answer(Callable<V> question) {
        try {
            return new Answer<>(question.call(), null, System.nanoTime());
        } catch (Exception | Error e) {
            return Answer.failed(e);
        }
    }

    /** Drops the answers nobody will ask for again. */
    public void retain(Predicate<K> wanted) {
        inquiries.keySet().removeIf(wanted.negate());
    }
}
