// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.fetch;

import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * The assignment of one target, from the {@code assign} that brought it to the one that takes it away.
 *
 * <p>Only its owner may call the target, and there is at most one: {@link #acquire} is a compare-and-set from nobody,
 * and {@link #release} sets it back after the owner's last call, which also makes what the owner did visible to the
 * next. A later assignment of the same partition begins only once this one is {@link #ended}. So no two threads are
 * ever in a target at once, whatever moves.
 */
final class PartitionFetch {

    private static final Object GONE = new Object();

    private final FetchTarget target;
    private final TopicPartition partition;
    private final Uuid topicId;
    private final CompletableFuture<Void> formerEnded;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final AtomicReference<@Nullable Object> owner = new AtomicReference<>();
    private final Runnable onFree;
    private volatile boolean retired;

    /** Ticks while the partition is in a fetch session and was answered there; else null. */
    private volatile @Nullable SessionClock clock;

    /** Of the time before. */
    private volatile @Nullable Long confirmedNanos;

    /**
     * A new assignment.
     *
     * @param former ends before this one begins
     * @param onFree called whenever the target may have become free for another owner; must not block
     */
    PartitionFetch(FetchTarget target, CompletableFuture<Void> former, Runnable onFree) {
        this.target = target;
        this.partition = target.sourcePartition();
        this.topicId = target.sourceTopicId();
        this.formerEnded = former;
        this.onFree = onFree;
    }

    TopicPartition partition() {
        return partition;
    }

    Uuid topicId() {
        return topicId;
    }

    /** For the owner's eyes only. */
    FetchTarget target() {
        return target;
    }

    /** Becomes the owner; false: somebody else is, or nobody will be any more. */
    boolean acquire(Object who) {
        if (retired || !formerEnded.isDone() || !owner.compareAndSet(null, who)) {
            return false;
        }
        if (retired) {
            release(who);
            return false;
        }
        return true;
    }

    /** The owner will not call the target again. */
    void release(Object who) {
        leftSession();
        if (owner.compareAndSet(who, null)) {
            onFree.run();
            endIfFree();
        }
    }

    /** Nobody may become the owner any more. {@link #ended} completes once nobody is. */
    void retire() {
        retired = true;
        endIfFree();
    }

    /** When no thread will ever call the target again on behalf of this assignment, or of one before it. */
    CompletableFuture<Void> ended() {
        return ended;
    }

    private void endIfFree() {
        // Either retire finds the owner gone, or the owner that goes finds it retired.
        if (retired && owner.compareAndSet(null, GONE)) {
            var unused = formerEnded.thenRun(() -> {
                ended.complete(null);
                onFree.run();
            });
        }
    }

    /** The source answered for it without an error, in the session with this clock. */
    void answeredIn(SessionClock session) {
        clock = session;
    }

    /** What the session hears from now on says nothing about this partition. */
    void leftSession() {
        SessionClock left = clock;
        if (left != null) {
            confirmedNanos = left.lastAnswerNanos();
            clock = null;
        }
    }

    /** Until when the last high watermark delivered is known to have been the source's. */
    OptionalLong confirmedNanos() {
        SessionClock current = clock;
        Long before = confirmedNanos;
        if (current != null) {
            return OptionalLong.of(current.lastAnswerNanos());
        }
        return before == null ? OptionalLong.empty() : OptionalLong.of(before);
    }
}
