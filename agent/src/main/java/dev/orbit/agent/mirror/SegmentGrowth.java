// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.mirror;

import dev.orbit.agent.broker.log.BatchAboveSegmentException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Raises a mirror topic's segment.bytes where the source holds a batch that is larger: it was written before the source's
 * was lowered. Used under the target's monitor; the answer comes on another thread.
 */
final class SegmentGrowth {

    private static final Logger LOG = LoggerFactory.getLogger(SegmentGrowth.class);

    /** After it was raised: a follower that has not read of it yet would give the partition up. */
    private static final long SETTLE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long NONE = -1;

    private final String topic;
    private final SegmentSizes sizes;
    private volatile boolean underWay;
    private volatile long raisedFor = NONE;
    private volatile long notBeforeNanos = System.nanoTime();

    SegmentGrowth(String topic, SegmentSizes sizes) {
        this.topic = topic;
        this.sizes = sizes;
    }

    /** Whether to wait with the next append. */
    boolean isUnderWay() {
        return underWay || System.nanoTime() - notBeforeNanos < 0;
    }

    /**
     * Begins.
     *
     * @param failed told why the batch cannot be appended, and what to do, should it not come about
     */
    void begin(BatchAboveSegmentException batch, Consumer<String> failed) {
        underWay = true;
        var unused = sizes.raise(topic, batch.batchBytes())
                .handle((refusal, failure) ->
                        failure == null ? refusal : Optional.of(String.valueOf(failure.getMessage())))
                .thenAccept(refusal -> {
                    ended(batch, refusal.orElse(null), failed);
                });
    }

    private void ended(BatchAboveSegmentException batch, @Nullable String refusal, Consumer<String> failed) {
        boolean again = raisedFor == batch.offset();
        notBeforeNanos = System.nanoTime() + (refusal == null && !again ? SETTLE_NANOS : RETRY_NANOS);
        if (refusal != null) {
            failed.accept(why(batch, "could not be raised: " + refusal));
        } else if (again) {
            failed.accept(why(batch, "was set back after Orbit had raised it"));
        } else {
            raisedFor = batch.offset();
            LOG.info(
                    "topic {}: segment.bytes raised from {} to {}: the source holds a batch of that size at offset {}",
                    topic,
                    batch.segmentBytes(),
                    batch.batchBytes(),
                    batch.offset());
        }
        underWay = false;
    }

    private String why(BatchAboveSegmentException batch, String obstacle) {
        return "the source holds a batch of " + batch.batchBytes() + " bytes at offset " + batch.offset()
                + ", which is above topic " + topic + "'s segment.bytes of " + batch.segmentBytes() + ", and that "
                + obstacle + ". Set segment.bytes of topic " + topic + " at the destination to at least "
                + batch.batchBytes() + ", in the mapping's topic_config if that names it.";
    }
}
