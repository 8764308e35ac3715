// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.soak.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.soak.history.Sender;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReceiptsTest {

    private static final Stamp STAMP = new Stamp(12, 1, 3);
    private static final int HASH = 7;

    private final Receipts receipts = new Receipts();

    @Test
    void aRecordHasNoOutcomeUntilItIsAcknowledged() {
        receipts.sent("t", STAMP, Sender.IDEMPOTENT, HASH);
        assertThat(receipts.of("t")).isEqualTo(Map.of(STAMP, new Receipt(Sender.IDEMPOTENT, HASH, null)));
        assertThat(receipts.unknownCount()).isEqualTo(1);

        receipts.acknowledged("t", STAMP, 40);
        assertThat(receipts.of("t")).isEqualTo(Map.of(STAMP, new Receipt(Sender.IDEMPOTENT, HASH, 40L)));
        assertThat(receipts.unknownCount()).isZero();
        assertThat(receipts.acknowledgedCount()).isEqualTo(1);
    }

    @Test
    void whatIsLostOrNotAskedForAnyMoreIsForgotten() {
        receipts.sent("t", STAMP, Sender.ONCE, HASH);
        receipts.lost("t", Set.of(STAMP));
        assertThat(receipts.of("t")).isEmpty();
        assertThat(receipts.lostCount()).isEqualTo(1);

        receipts.sent("u", STAMP, Sender.ONCE, HASH);
        receipts.keepOnly(Set.of("t"));
        assertThat(receipts.of("u")).isEmpty();
    }

    @Test
    void aStampIsReadFromTheValueThatBearsIt() {
        assertThat(Stamp.of(STAMP.value(new byte[] {1, 2}))).hasValue(STAMP);
        assertThat(Stamp.of(new byte[] {1, 2})).isEmpty();
        assertThat(Stamp.of(null)).isEmpty();
    }
}
