// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class LeadershipsTest {

    private static final TopicPartition ORDERS = new TopicPartition("orders", 0);

    private final Leaderships leaderships = new Leaderships();

    @Test
    void isConfirmedOnceTheStateWasReadAfterIt() {
        long before = System.nanoTime();
        assertThat(leaderships.isConfirmed(ORDERS, 5)).isFalse();

        assertThat(leaderships.confirmed(before)).isFalse();
        assertThat(leaderships.isConfirmed(ORDERS, 5)).isFalse();

        assertThat(leaderships.confirmed(System.nanoTime() + 1)).isTrue();
        assertThat(leaderships.isConfirmed(ORDERS, 5)).isTrue();
        assertThat(leaderships.confirmed(System.nanoTime() + 1)).as("no news").isFalse();
    }

    @Test
    void anotherEpochIsAnotherLeadership() {
        leaderships.isConfirmed(ORDERS, 5);
        leaderships.confirmed(System.nanoTime() + 1);

        assertThat(leaderships.isConfirmed(ORDERS, 6)).isFalse();
        assertThat(leaderships.isConfirmed(ORDERS, 6)).isFalse();
    }

    @Test
    void forgetsWhatIsNotHeldButNotWhatWaits() {
        leaderships.isConfirmed(ORDERS, 5);
        leaderships.retain(Set.of());
        assertThat(leaderships.confirmed(System.nanoTime() + 1)).isTrue();

        leaderships.retain(Set.of());
        assertThat(leaderships.isConfirmed(ORDERS, 5)).isFalse();
    }
}
