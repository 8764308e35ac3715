// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.core;

import dev.orbit.agent.coordinator.core.Inquiries.Answer;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/**
 * {@link Inquiries} about many things that one of the outside can answer at once. What was asked of it goes out together,
 * with {@link #send}, one batch at a time: what is asked meanwhile goes with the next. Used by the coordinator's thread
 * alone.
 *
 * @param <G> who is asked
 * @param <K> what about
 */
public final class BatchedInquiries<G, K, V> {

    private final Question<G, K, V> question;
    private final long sizeMax;
    private final ToLongFunction<K> size;
    private final Executor executor;
    private final Runnable whenAnswered;
    private final Map<G, Batches<K, V>> batches = new HashMap<>();

    /** Asks, and waits for the answers; may block. */
    @FunctionalInterface
    public interface Question<G, K, V> {

        /** An answer to each key; an exception is the answer to all. */
        Map<K, Answer<V>> ask(G whom, Set<K> keys) throws Exception;
    }

    private static final class Batches<K, V> {
        private final Map<K, Answer<V>> newest = new ConcurrentHashMap<>();
        private final Set<K> due = new LinkedHashSet<>();
        private Set<K> underWay = Set.of();
        private volatile boolean running;
    }

    public BatchedInquiries(Question<G, K, V> question, Executor executor, Runnable whenAnswered) {
        this(question, Long.MAX_VALUE, key -> 1, executor, whenAnswered);
    }

    /**
     * With batches that are bounded: what has no answer yet goes first, as it was asked for, then what has the oldest one.
     * However many keys are asked for again and again, each has its turn.
     *
     * @param sizeMax of a batch, but that one key goes whatever its size is
     * @param size of one key
     */
    public BatchedInquiries(
            Question<G, K, V> question,
            long sizeMax,
            ToLongFunction<K> size,
            Executor executor,
            Runnable whenAnswered) {
        this.question = question;
        this.sizeMax = sizeMax;
        this.size = size;
        this.executor = executor;
        this.whenAnswered = whenAnswered;
    }

    /**
     * The newest answer to a question first asked under this key; has it asked anew when it is older than allowed.
     *
     * @param ageNanosMax of an answer that need not be asked for again
     */
    public Optional<Answer<V>> ask(G whom, K key, long ageNanosMax, long nowNanos) {
        Batches<K, V> batch = batches.computeIfAbsent(whom, unused -> new Batches<>());
        boolean isUnderWay = batch.running && batch.underWay.contains(key);
        Answer<V> newest = batch.newest.get(key);
        if (!isUnderWay && (newest == null || nowNanos - newest.answeredNanos() > ageNanosMax)) {
            batch.due.add(key);
        }
        return Optional.ofNullable(newest);
    }

    /** Whether the answer to a question is still to come. */
    public boolean isUnderWay(G whom, K key) {
        Batches<K, V> batch = batches.get(whom);
        return batch != null && batch.running && batch.underWay.contains(key);
    }

    /** The newest answer under this key; nothing is asked. */
    public Optional<Answer<V>> known(G whom, K key) {
        Batches<K, V> batch = batches.get(whom);
        return batch == null ? Optional.empty() : Optional.ofNullable(batch.newest.get(key));
    }

    /** Has nothing asked that is not asked for again from now on: it may not be wanted any more. */
    public void forgetDue() {
        batches.values().forEach(batch -> batch.due.clear());
    }

    /** Has what is due asked. */
    public void send() {
        batches.forEach((whom, batch) -> {
            if (!batch.running && !batch.due.isEmpty()) {
                Set<K> keys = next(batch);
                batch.underWay = keys;
                batch.running = true;
                executor.execute(() -> answer(whom, keys, batch));
            }
        });
    }

    /** Takes out as many as are asked at once. */
    private Set<K> next(Batches<K, V> batch) {
        Set<K> keys = new LinkedHashSet<>();
        long taken = 0;
        for (K key : inTurn(batch)) {
            long with = taken + size.applyAsLong(key);
            if (!keys.isEmpty() && with > sizeMax) {
                break;
            }
            taken = with;
            keys.add(key);
        }
        batch.due.removeAll(keys);
        return Set.copyOf(keys);
    }

    private List<K> inTurn(Batches<K, V> batch) {
        if (batch.newest.isEmpty() || sizeMax == Long.MAX_VALUE) {
            return List.copyOf(batch.due);
        }
        Comparator<Answer<V>> byAge = (a, b) -> Long.signum(a.answeredNanos() - b.answeredNanos());
        return batch.due.stream()
                .sorted(Comparator.comparing(batch.newest::get, Comparator.nullsFirst(byAge)))
                .toList();
    }

    private void answer(G whom, Set<K> keys, Batches<K, V> batch) {
        try {
            batch.newest.putAll(question.ask(whom, keys));
        } catch (Exception | Error e) {
            Answer<V> failed = Answer.failed(e);
            keys.forEach(key -> batch.newest.put(key, failed));
        }
        batch.running = false;
        whenAnswered.run();
    }

    /** Drops the answers nobody will ask for again, and what nobody waits for any more. */
    public void retain(Predicate<K> wanted) {
        batches.values().forEach(batch -> {
            batch.newest.keySet().removeIf(wanted.negate());
            batch.due.removeIf(wanted.negate());
        });
        batches.values().removeIf(batch -> !batch.running && batch.newest.isEmpty() && batch.due.isEmpty());
    }
}
