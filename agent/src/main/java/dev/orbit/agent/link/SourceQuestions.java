// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.link;

import dev.orbit.agent.source.SourceException;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the source of a link about partitions, one question after the other on a thread of its own, which also deals with the
 * answers. Whatever fails, who asked has an answer. Thread-safe.
 */
final class SourceQuestions {

    private static final Logger LOG = LoggerFactory.getLogger(SourceQuestions.class);

    private final String link;
    private final Consumer<TopicPartition> whenAnswered;
    private final ExecutorService thread;

    /** @param whenAnswered told of each partition once an answer about it was dealt with */
    SourceQuestions(String link, Consumer<TopicPartition> whenAnswered) {
        this.link = link;
        this.whenAnswered = whenAnswered;
        this.thread = Executors.newSingleThreadExecutor(task -> {
            Thread asking = new Thread(task, "orbit-" + link + "-asking");
            asking.setDaemon(true);
            return asking;
        });
    }

    /** Blocks until the source has answered; empty if it does not say. */
    interface Question<T> {
        Optional<T> ask() throws SourceException;
    }

    /** @param answer gets it on another thread; empty also if something failed */
    <T> void ask(TopicPartition partition, Consumer<Optional<T>> answer, Question<T> question) {
        thread.execute(() -> {
            Optional<T> found = answered(partition, question);
            try {
                answer.accept(found);
                whenAnswered.accept(partition);
            } catch (RuntimeException | Error e) {
                LOG.error("link {}: the answer about {} could not be dealt with", link, partition, e);
            }
        });
    }

    void close() {
        thread.shutdownNow();
    }

    private <T> Optional<T> answered(TopicPartition partition, Question<T> question) {
        try {
            return question.ask();
        } catch (SourceException e) {
            // what keeps the source from answering is told once, by the link's health
            LOG.debug("link {}: {}: {}", link, partition, e.getMessage());
        } catch (RuntimeException | Error e) {
            LOG.error("link {}: nothing could be asked about {}", link, partition, e);
        }
        return Optional.empty();
    }
}
