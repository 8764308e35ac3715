// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.command.Command.Finding;
import dev.orbit.agent.link.SourceLog.Vanished;
import dev.orbit.agent.state.SourceEpochs;
import dev.orbit.agent.state.SourceTrouble;
import dev.orbit.schemas.Snapshot.LostRange;
import org.junit.jupiter.api.Test;

class SourceHistoryTest {

    private static final SourceEpochs NONE = SourceEpochs.none("orders", 3);

    private final SourceHistory history = new SourceHistory(3, SourceTrouble.NONE, NONE);

    @Test
    void waitsUntilALossIsRecorded() {
        history.lost(30, 70);

        assertThat(history.holds()).isTrue();
        assertThat(history.finding()).isEqualTo(new Finding.Lost(new LostRange(30, 70)));
        history.recorded(SourceTrouble.NONE.withLost(2, new LostRange(30, 70)), NONE);
        assertThat(history.holds()).isTrue();
        assertThat(history.asksFrom(30)).isEqualTo(30);

        history.recorded(SourceTrouble.NONE.withLost(3, new LostRange(10, 70)), NONE);
        assertThat(history.holds()).isFalse();
        assertThat(history.asksFrom(30)).isEqualTo(70);
    }

    @Test
    void aLossThatIsRecordedAlreadyKeepsNothingWaiting() {
        SourceTrouble trouble = SourceTrouble.NONE.withLost(3, new LostRange(30, 70));
        SourceHistory restarted = new SourceHistory(3, trouble, NONE);

        restarted.lost(30, 70);

        assertThat(restarted.holds()).isFalse();
        assertThat(restarted.asksFrom(30)).isEqualTo(70);
    }

    @Test
    void waitsUntilAnEpochIsRecorded() {
        history.epochBegins(4, 10, 10);

        SourceEpochs epochs = NONE.with(4, 10);
        assertThat(history.finding()).isEqualTo(new Finding.Epochs(epochs));
        assertThat(history.epochAt(10)).isEqualTo(SourceEpochs.UNKNOWN);
        history.recorded(SourceTrouble.NONE, NONE);
        assertThat(history.holds()).isTrue();

        history.recorded(SourceTrouble.NONE, epochs);
        assertThat(history.holds()).isFalse();
        assertThat(history.epochAt(10)).isEqualTo(4);
    }

    /** It is recorded before the next fetch, as where a rate keeps that waiting. */
    @Test
    void leavesOneFetchOutAfterAnAnswerThatWaited() {
        assertThat(history.leavesOut()).isFalse();
        history.epochBegins(4, 10, 10);
        history.recorded(SourceTrouble.NONE, NONE.with(4, 10));

        assertThat(history.holds()).isFalse();
        assertThat(history.leavesOut()).isTrue();
        assertThat(history.leavesOut()).isFalse();
    }

    @Test
    void namesWhereTheSourceParts() {
        SourceEpochs epochs = NONE.with(4, 0).with(6, 25);
        SourceHistory known = new SourceHistory(3, SourceTrouble.NONE, epochs);

        // what the source has of epoch 4 from 25 on is not what the mirror has there
        known.parted(40, 4, 30);

        assertThat(known.diverged())
                .contains(
                        "at offset 25",
                        "leader epoch 4 ends",
                        "up to offset 39",
                        "leader epoch 6",
                        "orbit resync --topic orders");
        assertThat(known.finding()).isInstanceOf(Finding.Diverged.class);
    }

    @Test
    void namesWhatTheSourcesLogHasNeverHeardOf() {
        SourceHistory known = new SourceHistory(3, SourceTrouble.NONE, NONE.with(6, 0));

        known.beyond(40, 2);

        assertThat(known.diverged())
                .contains("not the one that was mirrored", "epoch is 2", "up to offset 39", "leader epoch 6");
        assertThat(known.finding()).isInstanceOf(Finding.Diverged.class);
    }

    @Test
    void whereTheSourceEndsNoSoonerItsCleanerMayHaveTakenTheLastEpochs() {
        SourceHistory known = new SourceHistory(
                3, SourceTrouble.NONE, NONE.with(4, 0).with(5, 25).with(6, 30));

        assertThat(known.mayBeCleaned(40, 4, 40)).contains(new Vanished(25, 40, 4, 6));
        assertThat(known.mayBeCleaned(40, 5, 50)).contains(new Vanished(30, 40, 5, 6));
        // all that it had of that epoch lies before the mirror begins
        assertThat(known.mayBeCleaned(40, 2, 50)).contains(new Vanished(0, 40, 2, 6));
    }

    /** What the mirror was told to be empty is to be so still: another log of the epoch before may go on there. */
    @Test
    void anEpochBeginsWhereTheMirrorEnds() {
        history.epochBegins(6, 30, 12);
        assertThat(history.finding()).isEqualTo(new Finding.Epochs(NONE.with(6, 12)));
        // its log starts within a batch
        history.epochBegins(6, 10, 12);
        assertThat(history.finding()).isEqualTo(new Finding.Epochs(NONE.with(6, 10)));

        SourceHistory skips = new SourceHistory(3, SourceTrouble.NONE.withLost(3, new LostRange(12, 20)), NONE);
        skips.lost(12, 20);
        skips.epochBegins(6, 30, 12);
        assertThat(skips.finding()).isEqualTo(new Finding.Epochs(NONE.with(6, 20)));
    }

    @Test
    void whatContradictsTheMirrorIsNoCleanersWork() {
        SourceHistory known = new SourceHistory(
                3, SourceTrouble.NONE, NONE.with(2, 0).with(4, 10).with(6, 30));

        // it ends before the mirror, in that epoch or in the mirror's last one
        assertThat(known.mayBeCleaned(40, 4, 39)).isEmpty();
        assertThat(known.mayBeCleaned(40, 6, 35)).isEmpty();
        // it has records of an epoch that the mirror never saw
        assertThat(known.mayBeCleaned(40, 3, 50)).isEmpty();
    }

    /** Only the newest epochs are kept: what the mirror has of those before, it does not know. */
    @Test
    void anEpochBeforeTheOnesThatAreKeptProvesNothing() {
        SourceEpochs many = NONE;
        for (int epoch = 1; epoch <= 11; epoch++) {
            many = many.with(epoch, epoch);
        }

        assertThat(new SourceHistory(3, SourceTrouble.NONE, many).mayBeCleaned(40, 1, 50))
                .isEmpty();
    }

    @Test
    void whatTheCleanerTookIsToldAndMirroredOn() {
        SourceEpochs epochs = NONE.with(4, 0).with(5, 25);
        SourceHistory known = new SourceHistory(3, SourceTrouble.NONE, epochs);
        assertThat(known.asksWith(40, 40)).isEqualTo(5);

        known.cleaned(new Vanished(25, 40, 4, 5), 4);

        assertThat(known.holds()).isTrue();
        assertThat(known.finding())
                .isInstanceOfSatisfying(
                        Finding.Stale.class,
                        stale -> assertThat(stale.reason())
                                .contains(
                                        "leader epoch 5",
                                        "any more, at least at the offsets 25 to 39",
                                        "orbit resync --topic orders"));
        known.recorded(SourceTrouble.NONE.withStale(3, "this"), epochs);
        assertThat(known.holds()).isFalse();
        assertThat(known.diverged()).isNull();
        // the source would part again from one that asks with what it has forgotten
        assertThat(known.asksWith(40, 40)).isEqualTo(4);
        assertThat(known.asksWith(50, 50)).isEqualTo(5);
    }

    /** It parts from a mirror that asks with the epoch before: there that one ends sooner. */
    @Test
    void anOldReplicaThatLeadsAgainIsAskedWithTheMirrorsOwnEpoch() {
        SourceHistory known =
                new SourceHistory(3, SourceTrouble.NONE, NONE.with(4, 0).with(5, 25));
        assertThat(known.asksAnew(40)).isFalse();
        known.cleaned(new Vanished(25, 40, 4, 5), 4);
        assertThat(known.asksWith(40, 40)).isEqualTo(4);

        assertThat(known.asksAnew(40)).isTrue();

        assertThat(known.asksWith(40, 40)).isEqualTo(5);
        assertThat(known.asksAnew(40)).isFalse();
        assertThat(known.diverged()).isNull();
    }

    /** That it holds nothing of those epochs behind the mirror's end is what the mirror goes on by. */
    @Test
    void aSourceThatGoesOnWithAnEpochBeforeTheOneThatVanishedParts() {
        SourceHistory known = new SourceHistory(
                3, SourceTrouble.NONE.withStale(3, "this"), NONE.with(2, 0).with(5, 25));
        known.cleaned(new Vanished(25, 40, 2, 5), 2);
        assertThat(known.holds()).isFalse();

        known.epochBegins(4, 41, 40);

        assertThat(known.diverged()).contains("at offset 25", "leader epoch 4");
        assertThat(known.finding()).isInstanceOf(Finding.Diverged.class);
    }

    @Test
    void aSourceThatGoesOnWithALaterEpochIsMirroredOn() {
        SourceEpochs epochs = NONE.with(2, 0).with(5, 25);
        SourceHistory known = new SourceHistory(3, SourceTrouble.NONE.withStale(3, "this"), epochs);
        known.cleaned(new Vanished(25, 40, 2, 5), 2);

        known.epochBegins(SourceEpochs.UNKNOWN, 41, 40);
        assertThat(known.finding()).isEqualTo(new Finding.Epochs(epochs.with(SourceEpochs.UNKNOWN, 40)));
        known.epochBegins(6, 41, 40);
        assertThat(known.finding()).isEqualTo(new Finding.Epochs(epochs.with(6, 40)));
        assertThat(known.diverged()).isNull();
    }

    /** As where the source lost it again before it was appended. */
    @Test
    void anEpochOfWhichNothingWasAppendedIsForgotten() {
        SourceHistory known =
                new SourceHistory(3, SourceTrouble.NONE, NONE.with(4, 0).with(6, 42));

        known.epochBegins(7, 53, 30);

        assertThat(known.finding()).isEqualTo(new Finding.Epochs(NONE.with(4, 0).with(7, 30)));
    }

    @Test
    void aDisputeLastsUntilTheSourceBringsSomethingOrIsJudged() {
        SourceHistory known =
                new SourceHistory(3, SourceTrouble.NONE, NONE.with(4, 0).with(5, 25));
        assertThat(known.isDisputed()).isFalse();

        known.disputed();
        assertThat(known.isDisputed()).isTrue();
        // or the source would not tell again what it told in the same session
        assertThat(known.leavesOut()).isTrue();
        known.answered();
        assertThat(known.isDisputed()).isFalse();

        known.disputed();
        known.cleaned(new Vanished(25, 40, 4, 5), 4);
        assertThat(known.isDisputed()).isFalse();
        assertThat(known.disputeCount()).isEqualTo(2);
    }

    @Test
    void aLogThatHasForgottenItsEpochsIsAskedWithoutUntilItBringsOne() {
        SourceHistory known = new SourceHistory(3, SourceTrouble.NONE, NONE.with(4, 0));
        known.epochsAreForgotten();
        assertThat(known.asksWith(40, 40)).isEqualTo(SourceEpochs.UNKNOWN);

        known.epochBegins(5, 40, 40);

        assertThat(known.asksWith(40, 40)).isEqualTo(4);
    }

    @Test
    void staysStoppedOnceThatIsRecorded() {
        history.parted(40, 4, 30);
        String why = String.valueOf(history.diverged());
        SourceTrouble trouble = SourceTrouble.NONE.withDiverged(3, why);

        history.recorded(trouble, NONE);

        assertThat(history.finding()).isNull();
        assertThat(history.holds()).isTrue();
        assertThat(new SourceHistory(3, trouble, NONE).holds()).isTrue();
        assertThat(new SourceHistory(1, trouble, NONE).holds()).isFalse();
    }

    @Test
    void waitsUntilStalenessIsRecordedAndGoesOn() {
        history.stale(10, 12, 90_000, 60_000);

        assertThat(history.finding())
                .isInstanceOfSatisfying(
                        Finding.Stale.class,
                        stale -> assertThat(stale.reason())
                                .contains("90000 ms", "60000", "offsets 10 to 11", "orbit resync --topic orders"));
        assertThat(history.holds()).isTrue();
        assertThat(history.isStale()).isFalse();
        history.recorded(SourceTrouble.NONE.withStale(2, "another"), NONE);
        assertThat(history.holds()).isTrue();

        history.recorded(SourceTrouble.NONE.withStale(3, "this one"), NONE);
        assertThat(history.holds()).isFalse();
        assertThat(history.isStale()).isTrue();
    }

    @Test
    void aSourceThatEndsTooSoonHasToSaySoTwiceInARow() {
        history.tooShort(40, 20);
        history.answered();
        history.tooShort(40, 20);
        assertThat(history.holds()).isFalse();

        history.tooShort(40, 20);
        assertThat(history.diverged()).contains("ends at offset 20", "up to offset 39");
    }
}
