// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.orbit.schemas.Snapshot.LostRange;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * A source that writes, deletes, compacts, elects leaders and loses records, and a mirror that fetches, records and
 * crashes, in an order that one seed decides. After every event what must always hold is looked at; in the end, what must
 * come about. No threads, no clock, no network.
 */
class ProgressSimulationTest {

    private static final int SEEDS = 4_000;
    private static final int EVENTS = 200;

    @Test
    void aMirrorIsAPrefixOfOneHistoryAndKnowsWhatItLacks() {
        int lossesFound = 0;
        int divergences = 0;
        int cleaned = 0;
        for (long seed = 0; seed < SEEDS; seed++) {
            Run run = new Run(seed);
            for (int event = 0; event < EVENTS; event++) {
                run.event();
                run.check();
            }
            run.comeToRest();
            run.checkAtRest();
            lossesFound += run.mirror.trouble().lost().isEmpty() ? 0 : 1;
            divergences += run.mirror.isDiverged() ? 1 : 0;
            cleaned += run.mirror.isStale() ? 1 : 0;
        }
        // or it would not have tried what it is there for
        assertThat(lossesFound).isGreaterThan(SEEDS / 10);
        assertThat(divergences).isGreaterThan(SEEDS / 20);
        assertThat(cleaned).isGreaterThan(SEEDS / 30);
    }

    private static final class Run {
        private final long seed;
        private final Random random;
        private final SourceModel source = new SourceModel();
        private final MirrorModel mirror = new MirrorModel(source);
        private final boolean losesRecords;
        private boolean isAway;

        /** Set when the source lost what the mirror has; from then on nothing may be appended. */
        private Long partedAtEnd;

        /** What the source lost, from here on. */
        private long lostFrom;

        /** What the mirror had asked about a gap before. */
        private Object askedBefore;

        /** The mirror cannot know: its end stood for records that were gone already. */
        private boolean isBlind;

        Run(long seed) {
            this.seed = seed;
            this.random = new Random(seed);
            this.losesRecords = random.nextInt(3) == 0;
        }

        void event() {
            switch (random.nextInt(22)) {
                case 0, 1, 2, 3 -> source.append(1 + random.nextInt(8));
                case 4 -> source.elect();
                case 5 -> deleteSome();
                case 6, 7 -> compactSome();
                case 8 -> loseSome();
                case 9 -> mirror.crash();
                case 10, 11 -> mirror.record();
                case 12 -> {
                    isAway = random.nextInt(3) == 0;
                    source.isThrottled = random.nextInt(3) == 0;
                }
                case 13 -> retainSome();
                case 14, 15 -> rebuild();
                case 16 -> oldLeads();
                case 17, 18 -> answerGap();
                default -> fetch();
            }
        }

        private void fetch() {
            if (!isAway) {
                mirror.fetch(1 + random.nextInt(6));
            }
        }

        /** An answer from before the loss carries the mirror's end as one does that came before it. */
        private void answerGap() {
            boolean isFromBefore = partedAtEnd != null && askedBefore != null && mirror.question() == askedBefore;
            long end = mirror.endOffset;
            mirror.answerGap();
            isBlind |= isFromBefore && mirror.endOffset > end;
        }

        private void deleteSome() {
            long span = source.endOffset - source.startOffset;
            if (random.nextInt(3) == 0) {
                source.deleteBefore(source.startOffset + random.nextInt((int) span + 1));
            }
        }

        private void compactSome() {
            long span = source.endOffset - source.startOffset;
            if (span > 0) {
                long from = source.startOffset + random.nextInt((int) span);
                source.compactAway(from, from + 1);
            }
        }

        /** Where the cleaner was thorough, and often where the mirror stands. */
        private void rebuild() {
            if (random.nextInt(3) == 0) {
                long from = Math.max(source.startOffset, mirror.endOffset - random.nextInt(20));
                source.compactAway(from, from + random.nextInt(60));
                source.rebuildReplica();
            }
        }

        private void oldLeads() {
            if (random.nextInt(3) == 0) {
                source.oldReplicaLeads();
            }
        }

        /** Often all of it: what the mirror holds is no measure of what it knows. */
        private void retainSome() {
            long span = mirror.endOffset - mirror.startOffset;
            if (span > 0 && random.nextInt(3) == 0) {
                mirror.deleteBefore(
                        random.nextBoolean() ? mirror.endOffset : mirror.startOffset + random.nextInt((int) span));
            }
        }

        private void loseSome() {
            if (!losesRecords || random.nextInt(2) != 0) {
                return;
            }
            boolean told = mirror.lastEpoch() >= 0;
            long from = random.nextBoolean()
                    ? source.lose(1 + random.nextInt(60))
                    : source.returnOf(Math.max(0, source.latestEpoch() - random.nextInt(4)), 1 + random.nextInt(40));
            if (from < mirror.endOffset && partedAtEnd == null) {
                partedAtEnd = mirror.endOffset;
                lostFrom = from;
                askedBefore = mirror.question();
                isBlind = !told;
            } else if (partedAtEnd != null) {
                lostFrom = Math.min(lostFrom, from);
            }
        }

        void check() {
            seesWhatIsGone();
            if (isBlind) {
                return;
            }
            if (partedAtEnd != null) {
                if (mirror.endOffset != partedAtEnd && !mirror.isStale()) {
                    fail(this + ": appended to another history");
                }
                return;
            }
            if (mirror.isDiverged() || mirror.endOffset > source.endOffset) {
                fail(this + ": nothing was lost");
            }
            for (Map.Entry<Long, Long> record :
                    mirror.log.tailMap(source.startOffset, true).entrySet()) {
                if (!record.getValue().equals(source.lineage.get(record.getKey()))) {
                    fail(this + ": offset " + record.getKey() + " is not the source's record");
                }
            }
            for (long offset : source.records
                    .subMap(mirror.startOffset, Math.max(mirror.startOffset, mirror.endOffset))
                    .keySet()) {
                if (!mirror.log.containsKey(offset)) {
                    fail(this + ": offset " + offset + " is at the source and was passed over");
                }
            }
            for (LostRange range : mirror.trouble().lostOf(mirror.partition())) {
                if (!mirror.log.subMap(range.fromOffset(), range.toOffset()).isEmpty()) {
                    fail(this + ": told lost: " + range);
                }
            }
        }

        private void seesWhatIsGone() {
            if (partedAtEnd == null || mirror.isDiverged()) {
                return;
            }
            boolean isAsked = mirror.endOffset == partedAtEnd && source.agreesTo(partedAtEnd, mirror.lastEpoch());
            if (source.startOffset > mirror.endOffset || source.startOffset == mirror.endOffset && isAsked) {
                // all that the mirror has is deleted at the source, whatever it was: it begins anew behind that
                partedAtEnd = null;
                isBlind = false;
            } else {
                // all that the source wrote in place of what it lost is gone, and nothing in its answers tells of it
                isBlind |=
                        isAsked && source.records.subMap(lostFrom, partedAtEnd).isEmpty();
            }
        }

        void comeToRest() {
            source.isThrottled = false;
            for (int i = 0; i < 2 * EVENTS; i++) {
                mirror.fetch(10);
                answerGap();
                mirror.record();
            }
            check();
        }

        void checkAtRest() {
            if (isBlind) {
                return;
            }
            if (partedAtEnd != null && mirror.isStale() && !mirror.isDiverged()) {
                // what it lost is told, and nothing that it has contradicts the mirror
                assertThat(mirror.log).as("%s", this).containsAllEntriesOf(source.records.tailMap(mirror.startOffset));
            } else if (partedAtEnd != null) {
                assertThat(mirror.isDiverged())
                        .as("%s: parted at %d", this, partedAtEnd)
                        .isTrue();
                assertThat(mirror.trouble().diverged()).containsKey(mirror.partition());
            } else {
                assertThat(mirror.endOffset).as("%s", this).isEqualTo(source.endOffset);
                assertThat(mirror.log.keySet())
                        .as("%s", this)
                        .containsAll(source.records.tailMap(mirror.startOffset).keySet());
            }
        }

        @Override
        public String toString() {
            return "seed " + seed;
        }
    }
}
