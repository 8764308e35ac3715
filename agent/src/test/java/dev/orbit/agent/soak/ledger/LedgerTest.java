// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.soak.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.soak.ledger.Entry.Promise;
import org.junit.jupiter.api.Test;

class LedgerTest {

    private static final Place PLACE = new Place("t", 0, 1);
    private final Ledger ledger = new Ledger();

    @Test
    void keepsTheBooksOfTopicsOfOneNameApart() {
        ledger.enter(PLACE, 3, new Entry(1, 2, Promise.KEPT));

        assertThat(ledger.from(PLACE, 3)).containsOnlyKeys(3L);
        assertThat(ledger.from(PLACE, 4)).isEmpty();
        assertThat(ledger.from(new Place("t", 1, 1), 0)).isEmpty();
        assertThat(ledger.count(Promise.KEPT)).isEqualTo(1);
    }

    @Test
    void forgetsWhatIsGoneAndStillCountsIt() {
        ledger.enter(PLACE, 3, new Entry(1, 2, Promise.KEPT));
        ledger.enter(PLACE, 4, new Entry(1, 2, Promise.KEPT));

        ledger.forgetBelow(PLACE, 4);

        assertThat(ledger.from(PLACE, 0)).containsOnlyKeys(4L);
        assertThat(ledger.count(Promise.KEPT)).isEqualTo(2);
    }

    @Test
    void aValueSaysWhichTopicItWasWrittenTo() {
        byte[] value = Generation.mark(3, "filling".getBytes(UTF_8));

        assertThat(Generation.isOf(3, value)).isTrue();
        assertThat(Generation.isOf(2, value)).isFalse();
        assertThat(Generation.isOf(2, new byte[1])).isFalse();
        assertThat(Generation.isOf(2, null)).isTrue();
    }
}
