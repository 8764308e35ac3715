// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.soak.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.soak.history.Sender;
import dev.orbit.agent.soak.ledger.Receipt;
import dev.orbit.agent.soak.ledger.Stamp;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.Test;

class PassageTest {

    private static final int HASH = 7;
    private static final int OTHER_HASH = 8;
    private static final Truncation FROM_FIVE = new Truncation(5, 8);
    private static final Stamp FIRST = new Stamp(3, 0, 0);
    private static final Stamp SECOND = new Stamp(3, 0, 1);

    private static Receipt idempotent(long offset) {
        return new Receipt(Sender.IDEMPOTENT, HASH, offset);
    }

    private static Receipt once(long offset) {
        return new Receipt(Sender.ONCE, HASH, offset);
    }

    private static Lying at(long offset, Stamp stamp) {
        return new Lying(offset, Optional.of(stamp), HASH);
    }

    private static List<String> broken(Map<Stamp, Receipt> receipts, Lying... destination) {
        return new Passage(receipts, List.of(destination), List.of(destination), false, Truncation.NONE).broken();
    }

    private static AbstractStringAssert<?> assertOnlyBroken(Map<Stamp, Receipt> receipts, Lying... destination) {
        List<String> broken = broken(receipts, destination);
        assertThat(broken).hasSize(1);
        return assertThat(broken.get(0));
    }

    @Test
    void whatWasAcknowledgedIsThereAtItsOffset() {
        assertThat(broken(Map.of(FIRST, idempotent(5), SECOND, once(6)), at(5, FIRST), at(6, SECOND)))
                .isEmpty();
        assertThat(broken(Map.of(FIRST, idempotent(Receipt.SOMEWHERE)), at(5, FIRST)))
                .isEmpty();
        assertOnlyBroken(Map.of(FIRST, idempotent(6)), at(5, FIRST))
                .contains("at offset 5", "acknowledged at offset 6");
        assertOnlyBroken(Map.of(FIRST, once(6)), at(5, FIRST)).contains("at offset 5", "acknowledged at offset 6");
        assertOnlyBroken(Map.of(FIRST, idempotent(6))).contains("not at the destination");
        assertOnlyBroken(Map.of(FIRST, idempotent(Receipt.SOMEWHERE))).contains("not at the destination");
    }

    @Test
    void whatHasNoOutcomeIsThereOnceOrNot() {
        Map<Stamp, Receipt> unknown = Map.of(FIRST, new Receipt(Sender.ONCE, HASH, null));
        assertThat(broken(unknown)).isEmpty();
        assertThat(broken(unknown, at(5, FIRST))).isEmpty();
        assertOnlyBroken(unknown, at(5, FIRST), at(9, FIRST)).contains("twice", "9", "5");
    }

    @Test
    void nothingIsThereTwice() {
        assertOnlyBroken(Map.of(FIRST, idempotent(5)), at(5, FIRST), at(6, FIRST))
                .contains("twice");
        assertOnlyBroken(Map.of(FIRST, once(5)), at(5, FIRST), at(6, FIRST)).contains("twice");
    }

    @Test
    void anIdempotentProducersRecordsAreInItsOrder() {
        assertOnlyBroken(Map.of(FIRST, idempotent(6), SECOND, idempotent(5)), at(5, SECOND), at(6, FIRST))
                .contains("sent before it");
        assertThat(broken(Map.of(FIRST, once(6), SECOND, once(5)), at(5, SECOND), at(6, FIRST)))
                .as("others have no order")
                .isEmpty();
    }

    @Test
    void whatNobodySentIsNotThere() {
        assertOnlyBroken(Map.of(), at(5, FIRST)).contains("nobody");
        assertOnlyBroken(Map.of(), new Lying(5, Optional.empty(), HASH)).contains("nobody");
        assertThat(broken(Map.of(FIRST, idempotent(5)), new Lying(5, Optional.of(FIRST), OTHER_HASH)))
                .as("with another value")
                .isNotEmpty();
    }

    @Test
    void whatIsWrittenPastOrbitStaysAtTheSourceOfATopicThatHasMoved() {
        List<Lying> nothing = List.of();
        List<Lying> there = List.of(at(5, FIRST));
        Map<Stamp, Receipt> past = Map.of(FIRST, new Receipt(Sender.PAST_ORBIT, HASH, 5L));

        assertThat(broken(past, at(5, FIRST))).isEmpty();
        assertThat(new Passage(past, nothing, there, true, Truncation.NONE).broken())
                .isEmpty();
        assertThat(new Passage(past, nothing, there, false, Truncation.NONE).broken())
                .as("one that has not moved")
                .hasSize(1);
        assertThat(new Passage(past, nothing, nothing, true, Truncation.NONE).broken())
                .as("the source has lost it")
                .hasSize(1);
    }

    @Test
    void onlyALeaderThatWasReplacedMayLoseWhatItAloneAcknowledged() {
        List<Lying> nothing = List.of();
        List<Lying> there = List.of(at(5, FIRST));
        Map<Stamp, Receipt> leaderOnly = Map.of(FIRST, once(5));

        Passage excused = new Passage(leaderOnly, nothing, nothing, false, FROM_FIVE);
        assertThat(excused.broken()).isEmpty();
        assertThat(excused.lost()).containsExactly(FIRST);

        assertThat(new Passage(leaderOnly, nothing, nothing, false, Truncation.NONE).broken())
                .as("no leader was replaced")
                .hasSize(1);
        assertThat(new Passage(leaderOnly, nothing, there, false, FROM_FIVE).broken())
                .as("the source has it")
                .hasSize(1);
        assertThat(new Passage(leaderOnly, List.of(at(4, FIRST)), nothing, false, FROM_FIVE).broken())
                .as("it is somewhere else")
                .hasSize(1);
        assertThat(new Passage(Map.of(FIRST, idempotent(5)), nothing, nothing, false, FROM_FIVE).broken())
                .as("all replicas had it")
                .hasSize(1);
    }

    @Test
    void noLeaderLosesWhatTheNextOneHadOrWhatTheDestinationAcknowledged() {
        for (long offset : List.of(4L, 8L)) {
            assertThat(new Passage(Map.of(FIRST, once(offset)), List.of(), List.of(), true, FROM_FIVE).broken())
                    .as("offset %d", offset)
                    .hasSize(1);
        }
        assertThat(new Passage(Map.of(FIRST, once(Receipt.SOMEWHERE)), List.of(), List.of(), true, FROM_FIVE).broken())
                .isEmpty();
    }
}
