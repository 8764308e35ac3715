// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.link;

import dev.orbit.agent.source.connect.SourceException;
import dev.orbit.agent.threads.Threads;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the source of a link about partitions, one question or batch of them after the other on a thread of its own, which
 * also deals with the answers. Whatever fails, who asked has an answer; unless this is closed. Thread-safe.
 */
final class SourceQuestions {

    private static final Logger LOG = LoggerFactory.getLogger(SourceQuestions.class);

    private final String link;
    private final Consumer<TopicPartition> whenAnswered;
    private final ExecutorService thread;
    private volatile boolean closed;

    /** @param whenAnswered told of each partition once an answer about it was dealt with */
    SourceQuestions(String link, Consumer<TopicPartition> whenAnswered) {
        this.link = link;
        this.whenAnswered = whenAnswered;
        this.thread = Threads.pool("orbit-" + link + "-asking", 1);
    }

    /** Blocks until the source has answered; empty if it does not say. */
    interface Question<T> {
        Optional<T> ask() throws SourceException;
    }

    /** @param answer gets it on another thread; empty also if something failed */
    <T> void ask(TopicPartition partition, Consumer<Optional<T>> answer, Question<T> question) {
        execute(partition, () -> dealWith(partition, answer, answered(partition, question)));
    }

    /** Blocks until the source has answered about all of them; what it does not say is left out. */
    interface BatchQuestion<T> {
        Map<TopicPartition, T> ask(Set<TopicPartition> partitions) throws SourceException;
    }

    /** What the source can be asked about many partitions at once. */
    <T> Batched<T> batched(BatchQuestion<T> question) {
        return new Batched<>(question);
    }

    /** One question about partitions: what waits for the thread goes out together. */
    final class Batched<T> {

        private final BatchQuestion<T> question;
        private Map<TopicPartition, List<Consumer<Optional<T>>>> waiting = new LinkedHashMap<>();

        private Batched(BatchQuestion<T> question) {
            this.question = question;
        }

        /** @param answer gets it on another thread; empty also if something failed */
        void ask(TopicPartition partition, Consumer<Optional<T>> answer) {
            boolean isFirst;
            synchronized (this) {
                isFirst = waiting.isEmpty();
                waiting.computeIfAbsent(partition, p -> new ArrayList<>()).add(answer);
            }
            if (isFirst) {
                execute(partition, this::askAll);
            }
        }

        private synchronized Map<TopicPartition, List<Consumer<Optional<T>>>> takeWaiting() {
            Map<TopicPartition, List<Consumer<Optional<T>>>> taken = waiting;
            waiting = new LinkedHashMap<>();
            return taken;
        }

        private void askAll() {
            Map<TopicPartition, List<Consumer<Optional<T>>>> asked = takeWaiting();
            Optional<Map<TopicPartition, T>> found =
                    answered(asked.size() + " partitions", () -> Optional.of(question.ask(Set.copyOf(asked.keySet()))));
            asked.forEach((partition, answers) -> {
                Optional<T> answer = found.flatMap(all -> Optional.ofNullable(all.get(partition)));
                answers.forEach(each -> dealWith(partition, each, answer));
            });
        }
    }

    private void execute(TopicPartition partition, Runnable asking) {
        try {
            thread.execute(asking);
        } catch (RejectedExecutionException e) {
            LOG.debug("link {}: nothing is asked about {} any more", link, partition);
        }
    }

    private <T> void dealWith(TopicPartition partition, Consumer<Optional<T>> answer, Optional<T> found) {
        if (closed) {
            return;
        }
        try {
            answer.accept(found);
            whenAnswered.accept(partition);
        } catch (RuntimeException | Error e) {
            LOG.error("link {}: the answer about {} could not be dealt with", link, partition, e);
        }
    }

    /**
     * Nothing is asked, and no answer is dealt with, any more; but for one that is already. The thread is never interrupted:
     * in the middle of a write that would close a log file of the broker that this agent is.
     */
    void close() {
        closed = true;
        thread.shutdown();
    }

    /** Once it is closed: whether its thread has ended in time. */
    boolean awaitEnd(long timeoutMs) {
        try {
            return thread.awaitTermination(timeoutMs, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private <T> Optional<T> answered(Object what, Question<T> question) {
        if (closed) {
            return Optional.empty();
        }
        try {
            return question.ask();
        } catch (SourceException e) {
            // what keeps the source from answering is told once, by the link's health
            LOG.debug("link {}: {}: {}", link, what, e.getMessage());
        } catch (RuntimeException | Error e) {
            LOG.error("link {}: nothing could be asked about {}", link, what, e);
        }
        return Optional.empty();
    }
}
