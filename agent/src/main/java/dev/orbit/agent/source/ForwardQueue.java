// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source;

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
    private @Nullable ForwardSender holder;
    private int inFlightCount;

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
        return waiting.peek();
    }

    /** Takes the next to send in flight; who calls this has just peeked it. */
    synchronized Forward take(ForwardSender sender) {
        holder = sender;
        inFlightCount++;
        return waiting.remove();
    }

    /** One that was taken has a result. */
    synchronized void landed() {
        inFlightCount--;
        if (inFlightCount == 0) {
            holder = null;
        }
    }

    /** Takes it off its list if there is nothing to send. Returns whether it is off. */
    synchronized boolean unlistIfEmpty() {
        if (waiting.isEmpty()) {
            listed = false;
        }
        return !listed;
    }

    /** Removes those that wait for too long; it stays listed. */
    synchronized List<Forward> removeLate(long nowNanos) {
        List<Forward> late = new ArrayList<>();
        while (!waiting.isEmpty() && waiting.peek().isTooLateToSend(nowNanos)) {
            late.add(waiting.remove());
        }
        return late;
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
