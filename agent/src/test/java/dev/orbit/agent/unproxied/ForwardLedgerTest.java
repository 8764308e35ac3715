// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.unproxied;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ForwardLedgerTest {

    private static final long NOW = 5;

    private final WriteCounts counts = new WriteCounts();
    private final ForwardLedger ledger = new ForwardLedger(counts);

    @BeforeEach
    void judges() {
        ledger.judgeFrom(100);
    }

    /** One batch that begins there. */
    private void seen(long baseOffset, int offsets) {
        ledger.seen(baseOffset + offsets - 1, offsets, offsets, NOW);
    }

    private void assertCounts(long proxied, long unproxied) {
        assertThat(counts.proxied()).as("proxied").isEqualTo(proxied);
        assertThat(counts.unproxied()).as("unproxied").isEqualTo(unproxied);
    }

    @Test
    void aBatchThatWasAcknowledgedIsProxied() {
        ledger.acknowledged(ledger.begins(), 100, 103, NOW);
        seen(100, 3);

        assertCounts(3, 0);
    }

    @Test
    void aBatchThatNobodyForwardedIsNot() {
        ledger.acknowledged(ledger.begins(), 100, 103, NOW);
        seen(100, 3);
        seen(103, 2);
        ledger.acknowledged(ledger.begins(), 105, 106, NOW);
        seen(105, 1);

        assertCounts(4, 2);
    }

    /** The mirror is faster than the answer. */
    @Test
    void aBatchIsJudgedWhenWhatWasForwardedBeforeHasItsOutcome() {
        long first = ledger.begins();
        long second = ledger.begins();
        seen(100, 1);
        seen(101, 1);
        assertCounts(0, 0);

        ledger.acknowledged(second, 101, 102, NOW);
        assertCounts(0, 0);
        ledger.refused(first, NOW);
        assertCounts(1, 1);
    }

    @Test
    void whatIsForwardedLaterIsNotWaitedFor() {
        seen(100, 1);
        long later = ledger.begins();
        seen(101, 1);

        assertCounts(0, 1);
        ledger.acknowledged(later, 101, 102, NOW);
        assertCounts(1, 1);
    }

    /** Its answer was lost with the connection, before or after it was seen; it excuses no other. */
    @Test
    void aForwardWithoutAKnownOutcomeExcusesOneBatchOfItsSize() {
        ledger.unknown(ledger.begins(), 2, NOW);
        seen(100, 1);
        seen(101, 2);
        seen(103, 2);
        assertCounts(0, 3);

        long late = ledger.begins();
        seen(105, 7);
        ledger.unknown(late, 7, NOW);
        assertCounts(0, 3);
    }

    @Test
    void anExcuseIsOverAfterAWhile() {
        ledger.unknown(ledger.begins(), 2, NOW);
        ledger.seen(101, 2, 2, NOW + TimeUnit.MINUTES.toNanos(6));

        assertCounts(0, 2);
    }

    @Test
    void whatWasThereBeforeIsNotJudged() {
        seen(98, 2);
        seen(100, 1);

        assertCounts(0, 1);
    }

    @Test
    void nothingIsJudgedAnyMoreOnceItStops() {
        long open = ledger.begins();
        seen(100, 1);
        ledger.stopJudging();
        ledger.refused(open, NOW);
        seen(101, 1);
        ledger.seenUnproxied(102, 1);
        ledger.seenProxied(103, 1);

        assertCounts(0, 0);
    }

    @Test
    void aProducerIdTellsAtOnce() {
        ledger.begins();
        ledger.seenUnproxied(99, 1);
        ledger.seenUnproxied(104, 5);
        ledger.seenProxied(107, 3);

        assertCounts(3, 5);
    }

    /** An old format has one offset per record, and a batch bears its last one. */
    @Test
    void acknowledgementsThatTouchAreOne() {
        ledger.acknowledged(ledger.begins(), 104, 106, NOW);
        ledger.acknowledged(ledger.begins(), 100, 102, NOW);
        ledger.acknowledged(ledger.begins(), 102, 104, NOW);
        for (int offset = 100; offset < 106; offset++) {
            seen(offset, 1);
        }

        assertCounts(6, 0);
    }

    /** A link is paused, and its produces are forwarded on. */
    @Test
    void whatIsTooMuchToRememberIsNotJudged() {
        long last = 100;
        for (int i = 0; i < 12_000; i++) {
            last = 100 + 2L * i;
            ledger.acknowledged(ledger.begins(), last, last + 1, NOW);
        }
        for (long offset = 100; offset <= last; offset++) {
            seen(offset, 1);
        }
        seen(last + 1, 1);

        assertThat(counts.unproxied()).isPositive().isLessThan(2_001);
        assertThat(counts.proxied()).isPositive();
    }
}
