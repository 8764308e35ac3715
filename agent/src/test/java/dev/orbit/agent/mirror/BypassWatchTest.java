// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.States;
import dev.orbit.agent.unproxied.ForwardLedger;
import dev.orbit.agent.unproxied.ForwardLedgers;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BypassWatchTest {

    private static final Migration PROXY = new Migration.Proxy();

    private final AtomicLong nanos = new AtomicLong(77);
    private final ForwardLedger ledger = new ForwardLedgers().of("orders", States.TOPIC_ID, 0);

    private BypassWatch watch(Migration migration, boolean isFirst) {
        return new BypassWatch(ledger, migration, isFirst, nanos::get);
    }

    private void after(long ms) {
        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(ms));
    }

    @Test
    void judgesWhatComesAfterTheSourcesEndWhenProducersBegantoBeProxied() {
        BypassWatch watch = watch(new Migration.Reject(), false);
        watch.sourceEnds(10, 0L);
        assertThat(ledger.isJudging()).isFalse();

        after(5_000);
        watch.recorded(PROXY);
        after(100);
        watch.sourceEnds(20, 200L);
        assertThat(ledger.isJudging()).as("what was known before").isFalse();
        watch.sourceEnds(20, null);
        assertThat(ledger.isJudging()).isFalse();
        watch.sourceEnds(20, 50L);
        assertThat(ledger.isJudging()).isTrue();
    }

    /** What it forwarded and nobody had an answer of may land for a while. */
    @Test
    void aNewLeaderWaitsForWhatTheFormerOneForwarded() {
        BypassWatch watch = watch(PROXY, false);
        after(59_000);
        watch.sourceEnds(20, 0L);
        assertThat(ledger.isJudging()).isFalse();
        after(1_100);
        watch.sourceEnds(30, 0L);
        assertThat(ledger.isJudging()).isTrue();
    }

    @Test
    void theFirstLeaderHasNobodyToWaitFor() {
        BypassWatch watch = watch(PROXY, true);
        after(100);
        watch.sourceEnds(20, 0L);
        assertThat(ledger.isJudging()).isTrue();
    }

    @Test
    void goesOnWhileATopicIsCutOverAndEndsWhenItIsNotProxiedAnyMore() {
        BypassWatch watch = watch(PROXY, true);
        after(100);
        watch.sourceEnds(20, 0L);
        Migration.CatchingUp migrating = new Migration.Proxy().toCatchingUp(States.attempt(1));
        watch.recorded(migrating);
        watch.recorded(migrating.toClosing());
        assertThat(ledger.isJudging()).isTrue();

        watch.recorded(new Migration.Reject());
        assertThat(ledger.isJudging()).isFalse();
    }

    @Test
    void isNotFooledByWhatAnEarlierTargetLeft() {
        ledger.judgeFrom(3);

        watch(PROXY, false);

        assertThat(ledger.isJudging()).isFalse();
    }
}
