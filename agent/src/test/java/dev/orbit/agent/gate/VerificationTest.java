// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

class VerificationTest {

    private static final Uuid ORDERS = Uuid.randomUuid();

    private final List<String> verified = new ArrayList<>();
    private int asked;
    private final Verification verification = new Verification(() -> asked++, verified::add);

    @Test
    void trustsNoTopicBeforeTheStateIsRead() {
        assertThat(verification.isVerified(ORDERS, "orders")).isFalse();
        assertThat(verification.isVerified(ORDERS, "orders")).isFalse();

        assertThat(asked).as("one question for one topic").isEqualTo(1);
        assertThat(verified).isEmpty();
    }

    @Test
    void trustsATopicOnceAllThatWasDecidedBeforeItWasSeenIsRead() {
        verification.isVerified(ORDERS, "orders");

        verification.confirmed(System.nanoTime());

        assertThat(verified).containsExactly("orders");
        assertThat(verification.isVerified(ORDERS, "orders")).isTrue();
    }

    /** Read up to a moment before the topic was seen: it may have been recorded in between. */
    @Test
    void doesNotTrustATopicOnWhatWasReadBefore() {
        long before = System.nanoTime();
        verification.isVerified(ORDERS, "orders");

        verification.confirmed(before);
        assertThat(verification.isVerified(ORDERS, "orders")).isFalse();

        verification.confirmed(System.nanoTime());
        assertThat(verification.isVerified(ORDERS, "orders")).isTrue();
    }

    /** A topic that was deleted and created anew, perhaps by Orbit, is another one. */
    @Test
    void trustsAnIdAndNotAName() {
        verification.isVerified(ORDERS, "orders");
        verification.confirmed(System.nanoTime());

        assertThat(verification.isVerified(Uuid.randomUuid(), "orders")).isFalse();
    }

    @Test
    void neverTrustsATopicWithoutAnId() {
        assertThat(verification.isVerified(Uuid.ZERO_UUID, "orders")).isFalse();
        verification.confirmed(System.nanoTime());

        assertThat(verification.isVerified(Uuid.ZERO_UUID, "orders")).isFalse();
        assertThat(verified).isEmpty();
    }
}
