// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.orbit.agent.state.CopiedGroup;
import dev.orbit.agent.state.CopiedOffset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Rounds of copying one group, whose coordinators end between any two steps and whose writes may land late or never; a
 * mirror that moves, and is made anew while Kafka may or may not delete the commits on the former one; and somebody else who
 * may commit, too. In an order that one seed decides.
 */
class GroupRuleSimulationTest {

    private static final int SEEDS = 500;
    private static final int EVENTS = 200;
    private static final PartitionName PARTITION = new PartitionName("orders", 0);

    @Test
    void whatOrbitWritesLiesWithinTheMirrorAndNeverOverSomebodyElses() {
        int moved = 0;
        int written = 0;
        int survived = 0;
        for (long seed = 0; seed < SEEDS; seed++) {
            Run run = new Run(seed);
            for (int event = 0; event < EVENTS; event++) {
                run.event();
            }
            moved += run.isMoved ? 1 : 0;
            written += run.writes > 0 ? 1 : 0;
            survived += run.survivals > 0 ? 1 : 0;
            run.takeBack();
            assertThat(run.isMoved || run.destinationCommit == null || run.destinationCommit <= run.highWatermark)
                    .as("seed %d: a commit beyond the mirror's end", seed)
                    .isTrue();
        }
        assertThat(moved).isGreaterThan(SEEDS / 10);
        assertThat(written).isGreaterThan(SEEDS / 2);
        assertThat(survived).isGreaterThan(SEEDS / 10);
    }

    private static final class Run {
        private final long seed;
        private final Random random;
        private String topicId = "topic-0";
        private long logStart;
        private long highWatermark = 10;
        private long sourceCommit = 1;
        private Long destinationCommit;
        private Map<PartitionName, CopiedOffset> recorded = new HashMap<>();
        /** Sent, and not answered. */
        private final Deque<Long> underWay = new ArrayDeque<>();

        private boolean isMoved;
        private int writes;
        private int survivals;

        Run(long seed) {
            this.seed = seed;
            this.random = new Random(seed);
        }

        void event() {
            switch (random.nextInt(13)) {
                case 0 -> highWatermark += random.nextInt(5);
                case 1 -> logStart = Math.min(highWatermark, logStart + random.nextInt(4));
                case 2, 3 -> sourceCommit = Math.max(0, sourceCommit + random.nextInt(12) - 3);
                case 4 -> commitElsewhere();
                case 5 -> madeAnew();
                case 6, 7 -> land();
                case 8 -> takeBack();
                default -> round();
            }
        }

        /** By a consumer at the destination; Orbit's own value tells nobody apart. */
        private void commitElsewhere() {
            if (random.nextInt(20) == 0 && !isMoved) {
                destinationCommit = 1_000_000L + random.nextInt(100);
                // what is still on its way meets a group that has changed: it is looked at again before it is written
                underWay.clear();
                isMoved = true;
            }
        }

        /** Kafka deletes the commits on a topic with the topic, if it is in a state to. */
        private void madeAnew() {
            if (random.nextInt(10) > 0) {
                return;
            }
            topicId = "topic-" + random.nextInt();
            logStart = 0;
            highWatermark = random.nextInt(5);
            // what is still on its way names a topic that is gone
            underWay.clear();
            if (destinationCommit != null && random.nextBoolean()) {
                survivals++;
                return;
            }
            destinationCommit = null;
            isMoved = false;
        }

        /** As the coordinator does once the topic is there. */
        private void takeBack() {
            CopiedOffset offset = recorded.get(PARTITION);
            if (offset == null || topicId.equals(offset.topicId())) {
                return;
            }
            if (destinationCommit != null && commit(destinationCommit).isOf(offset)) {
                destinationCommit = null;
            }
            recorded = Map.of();
        }

        private void land() {
            Long offset = underWay.poll();
            if (offset != null) {
                destinationCommit = offset;
            }
        }

        private void round() {
            Verdict first = judge();
            CopiedGroup record = first.record();
            if (random.nextInt(6) == 0) {
                return;
            }
            recorded = byName(record);
            Verdict again = judge();
            if (!again.writes().equals(first.writes()) || !Objects.equals(again.record(), record)) {
                fail("seed " + seed + ": " + first + " and then " + again);
            }
            if (random.nextInt(6) == 0) {
                return;
            }
            write(again);
        }

        private Verdict judge() {
            Map<PartitionName, Commit> destination =
                    destinationCommit == null ? Map.of() : Map.of(PARTITION, commit(destinationCommit));
            GroupView view = new GroupView(
                    "billing", "billing", Map.of(PARTITION, commit(sourceCommit)), false, destination, null);
            return GroupRule.judge(
                    "default",
                    view,
                    recorded,
                    name -> Optional.of(new Positions(topicId, logStart, highWatermark, false)));
        }

        private void write(Verdict verdict) {
            for (Commit commit : verdict.writes().values()) {
                assertThat(commit.offset())
                        .as("seed %d: within the mirror", seed)
                        .isBetween(logStart, highWatermark);
                assertThat(isMoved)
                        .as("seed %d: over somebody else's commit", seed)
                        .isFalse();
                assertThat(recorded.get(PARTITION))
                        .as("seed %d: in the place of a former commit", seed)
                        .isNotNull()
                        .extracting(CopiedOffset::topicId)
                        .isEqualTo(topicId);
                writes++;
                underWay.clear();
                if (random.nextInt(4) == 0) {
                    underWay.add(commit.offset());
                    return;
                }
                destinationCommit = commit.offset();
            }
            if (verdict.record() != null && random.nextInt(6) != 0) {
                recorded = byName(verdict.record()
                        .withLanded((topic, partition) ->
                                verdict.writes().containsKey(new PartitionName(topic, partition))));
            }
        }

        private static Map<PartitionName, CopiedOffset> byName(CopiedGroup group) {
            Map<PartitionName, CopiedOffset> offsets = new HashMap<>();
            List<CopiedOffset> all = group == null ? List.of() : group.offsets();
            all.forEach(offset -> offsets.put(new PartitionName(offset.topic(), offset.partition()), offset));
            return offsets;
        }

        private static Commit commit(long offset) {
            return new Commit(offset, "", false);
        }
    }
}
