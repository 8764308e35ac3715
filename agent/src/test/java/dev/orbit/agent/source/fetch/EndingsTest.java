// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EndingsTest {

    private static final int PARTITIONS = 50_000;

    private final AtomicLong looks = new AtomicLong();
    private final Endings endings = new Endings();

    /** As when a link is paused, while every fetcher still is in one of its targets. */
    @Test
    void manyThatAreTakenAwayAtOnceAreNotLookedThroughForEach() {
        endings.add(retired(0, PARTITIONS));
        endings.add(retired(PARTITIONS, 2 * PARTITIONS));

        assertThat(endings.all()).hasSize(2 * PARTITIONS);
        assertThat(looks).hasValueLessThanOrEqualTo(2L * PARTITIONS);
    }

    @Test
    void knowsTheLastOfEachUntilItHasEnded() {
        TopicPartition one = new TopicPartition("orders", 1);
        TopicPartition other = new TopicPartition("orders", 2);
        CompletableFuture<Void> former = new CompletableFuture<>();
        CompletableFuture<Void> last = new CompletableFuture<>();
        endings.add(Map.of(one, former));
        endings.add(Map.of(one, last));
        former.complete(null);

        assertThat(endings.of(one)).isSameAs(last);
        assertThat(endings.of(other)).isDone();

        last.complete(null);
        endings.add(Map.of());
        assertThat(endings.of(one)).isDone();
        assertThat(endings.all()).isEmpty();
    }

    private Map<TopicPartition, CompletableFuture<Void>> retired(int from, int to) {
        Map<TopicPartition, CompletableFuture<Void>> retired = new HashMap<>();
        for (int number = from; number < to; number++) {
            retired.put(new TopicPartition("orders", number), new Counted());
        }
        return retired;
    }

    private final class Counted extends CompletableFuture<Void> {
        @Override
        public boolean isDone() {
            looks.incrementAndGet();
            return super.isDone();
        }
    }
}
