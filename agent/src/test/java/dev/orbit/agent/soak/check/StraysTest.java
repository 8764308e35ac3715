// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.soak.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.soak.history.Sender;
import dev.orbit.agent.soak.ledger.Receipt;
import dev.orbit.agent.soak.ledger.Stamp;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StraysTest {

    private static final int HASH = 7;
    private static final Stamp STAMP = new Stamp(3, 0, 0);
    private static final Lying STRAY = new Lying(9, Optional.of(STAMP), HASH);
    private static final List<Lying> NOTHING = List.of();
    private static final Map<Stamp, Receipt> UNKNOWN = Map.of(STAMP, new Receipt(Sender.IDEMPOTENT, HASH, null));
    private static final Map<Stamp, Receipt> ACKNOWLEDGED = Map.of(STAMP, new Receipt(Sender.IDEMPOTENT, HASH, 4L));

    @Test
    void whatIsLateIsCopiedUnlessTheTopicHasIt() {
        assertThat(new Strays(List.of(STRAY), List.of(STRAY), UNKNOWN, NOTHING).missing())
                .isEmpty();
        assertThat(new Strays(List.of(STRAY), NOTHING, ACKNOWLEDGED, List.of(new Lying(4, Optional.of(STAMP), HASH)))
                        .missing())
                .isEmpty();

        assertThat(new Strays(List.of(STRAY), NOTHING, UNKNOWN, NOTHING).missing())
                .isPresent();
        assertThat(new Strays(List.of(STRAY), List.of(new Lying(8, Optional.of(STAMP), HASH)), UNKNOWN, NOTHING)
                        .missing())
                .as("at another offset")
                .isPresent();
    }

    @Test
    void nothingThatWasAcknowledgedIsAStray() {
        assertThat(new Strays(List.of(STRAY), List.of(STRAY), UNKNOWN, NOTHING).broken())
                .isEmpty();
        assertThat(new Strays(List.of(STRAY), List.of(STRAY), ACKNOWLEDGED, NOTHING).broken())
                .hasValueSatisfying(what -> assertThat(what).contains("acknowledged elsewhere"));
        assertThat(new Strays(
                                List.of(STRAY),
                                List.of(STRAY),
                                ACKNOWLEDGED,
                                List.of(new Lying(4, Optional.of(STAMP), HASH)))
                        .broken())
                .as("a second try of an idempotent producer's")
                .isEmpty();
        assertThat(new Strays(
                                List.of(STRAY),
                                List.of(STRAY),
                                Map.of(STAMP, new Receipt(Sender.ONCE, HASH, 4L)),
                                List.of(new Lying(4, Optional.of(STAMP), HASH)))
                        .broken())
                .as("a record that was sent once")
                .isPresent();
    }

    @Test
    void whatWasWrittenPastOrbitIsAStrayOrInTheTopic() {
        Map<Stamp, Receipt> past = Map.of(STAMP, new Receipt(Sender.PAST_ORBIT, HASH, 9L));
        assertThat(new Strays(List.of(STRAY), List.of(STRAY), past, NOTHING).broken())
                .isEmpty();
        assertThat(new Strays(List.of(STRAY), List.of(STRAY), past, List.of(STRAY)).broken())
                .isPresent();
    }

    @Test
    void aStrayIsTheSources() {
        assertThat(new Strays(NOTHING, List.of(STRAY), UNKNOWN, NOTHING).broken())
                .hasValueSatisfying(what -> assertThat(what).contains("not at the source"));
    }

    @Test
    void theirTopicIsNamedAfterTheOther() {
        assertThat(Strays.of(Strays.topic("t"))).hasValue("t");
        assertThat(Strays.of("t")).isEmpty();
    }
}
