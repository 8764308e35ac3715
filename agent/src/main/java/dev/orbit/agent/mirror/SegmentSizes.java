// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.mirror;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Where the segment size of a topic at the destination is set. */
@FunctionalInterface
public interface SegmentSizes {

    /**
     * Sets segment.bytes of a topic.
     *
     * @return empty when it was set, else what stood against it
     */
    CompletableFuture<Optional<String>> raise(String topic, int segmentBytes);
}
