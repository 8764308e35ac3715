// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.forward;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The forwards of one partition, first come first sent.
 *
 * <p>Order on the wire is kept by two facts, both guarded by this monitor. The queue is on at most one list, some
 * sender's or the router's ({@code listed}); only who takes it from there sends its head. And while forwards of it are
 * in flight at a sender ({@code holder}), it goes on no other sender's list: so the next leader is sent nothing before
 * the former one has answered or is lost.
 */
final class ForwardQueue {

    private final TopicPartition partition;
    private final Deque<Forward> waiting = new ArrayDeque<>();
    private boolean listed;
    private final List<Forward> inFlight = new ArrayList<>();
    private @Nullable ForwardSender holder;

    ForwardQueue(TopicPartition partition) {
        this.partition = partition;
    }

    TopicPartition partition() {
        return partition;
    }

    /** Adds one. Returns whether the caller must put the queue on a list: the holder's, if there is one. */
    synchronized boolean add(Forward forward) {
        waiting.add(forward);
        boolean mustList = !listed;
        listed = true;
        return mustList;
    }

    /** Who has forwards of it in flight; null: nobody. */
    synchronized @Nullable ForwardSender holder() {
        return holder;
    }

    /** The next to send; null: none. For whom it is listed with. */
    synchronized @Nullable Forward peek() {
        dropDone();
        return waiting.peek();
    }

    /** Nobody waits any more for those that were given up. */
    private void dropDone() {
        while (!waiting.isEmpty() && waiting.peek().isDone()) {
            waiting.remove();
        }
    }

    /** Takes the next to send in flight; who calls this has just peeked it. */
    synchronized Forward take(ForwardSender sender) {
        holder = sender;
        Forward taken = waiting.remove();
        inFlight.add(taken);
        return taken;
    }

    /** One that was taken is not in flight any more. */
    synchronized void landed(Forward forward) {
        inFlight.remove(forward);
        if (inFlight.isEmpty()) {
            holder = null;
        }
    }

    /** Takes it off its list if there is nothing to send. Returns whether it is off. */
    synchronized boolean unlistIfEmpty() {
        dropDone();
        if (waiting.isEmpty()) {
            listed = false;
        }
        return !listed;
    }

    /** Removes those that wait for too long; it stays listed. */
    synchronized List<Forward> removeLate(long nowNanos, @Nullable Long throttledNanos) {
        List<Forward> late = new ArrayList<>();
        while (!waiting.isEmpty() && waiting.peek().isTooLateToSend(nowNanos, throttledNanos)) {
            late.add(waiting.remove());
        }
        return late;
    }

    /**
     * Answers those of all that wait or are in flight that nobody waits for. What is in flight keeps the next leader waiting
     * until its sender hears of it; what that hears is news to nobody.
     */
    void answerGivenUp(ForwardResult result) {
        all().stream().filter(Forward::isGivenUp).forEach(forward -> forward.complete(result));
    }

    private synchronized List<Forward> all() {
        List<Forward> all = new ArrayList<>(inFlight);
        all.addAll(waiting);
        return all;
    }

    /** Answers all that wait, and takes it off its list: for when nobody can be found to send them. */
    void giveUp(String why) {
        ForwardResult result = ForwardResult.tryAgain(why);
        removeAll().forEach(forward -> forward.complete(result));
    }

    private synchronized List<Forward> removeAll() {
        List<Forward> all = new ArrayList<>(waiting);
        waiting.clear();
        listed = false;
        return all;
    }
}
