// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.state.SourceCompaction;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * A compacted source and a mirror that pauses and crashes, on a clock of their own: as long as the mirror does not call
 * itself stale, every record it has beyond the source's is shadowed by a later one of its key. No threads, no network.
 */
class StalenessSimulationTest {

    private static final int SEEDS = 500;
    private static final int EVENTS = 200;
    private static final int KEYS = 30;
    private static final long RETENTION_MS = 20_000;

    @Test
    void whatAMirrorHasBeyondTheSourceIsShadowedUnlessItIsStale() {
        int stale = 0;
        int fresh = 0;
        for (long seed = 0; seed < SEEDS; seed++) {
            Run run = new Run(seed);
            for (int event = 0; event < EVENTS; event++) {
                run.event();
            }
            run.catchUp();
            stale += run.isStale ? 1 : 0;
            fresh += run.isStale ? 0 : 1;
        }
        assertThat(stale).isGreaterThan(SEEDS / 10);
        assertThat(fresh).isGreaterThan(SEEDS / 10);
    }

    /** @param value 0: a tombstone */
    private record Written(int key, int value, long offset) {}

    private static final class Run {
        private final long seed;
        private final Random random;
        private final int pauseMsMax;
        private final NavigableMap<Long, Written> source = new TreeMap<>();
        private final NavigableMap<Long, Written> mirror = new TreeMap<>();
        /** When a tombstone may go: set when the cleaner first sees it. */
        private final Map<Long, Long> horizonMs = new HashMap<>();

        private long nowMs = 1_000_000;
        private long sourceEnd;
        private long mirrorEnd;
        private SourceCompaction recorded = new SourceCompaction(RETENTION_MS, nowMs);
        private Freshness freshness = new Freshness(nowMs);
        private boolean isAway;
        private boolean isStale;

        Run(long seed) {
            this.seed = seed;
            this.random = new Random(seed);
            this.pauseMsMax = random.nextBoolean() ? 1_000 : 4 * (int) RETENTION_MS;
        }

        void event() {
            nowMs += random.nextInt(300);
            switch (random.nextInt(12)) {
                case 0, 1, 2, 3 -> write();
                case 4, 5 -> clean();
                case 6 -> nowMs += random.nextInt(pauseMsMax);
                case 7 -> crash();
                case 8 -> record();
                case 9 -> isAway = random.nextBoolean();
                default -> {
                    if (!isAway) {
                        fetch(1 + random.nextInt(8));
                    }
                }
            }
        }

        private void write() {
            source.put(
                    sourceEnd,
                    new Written(random.nextInt(KEYS), random.nextInt(2) * (1 + random.nextInt(9)), sourceEnd));
            sourceEnd++;
        }

        /** Everything but the last record, which the active segment holds. */
        private void clean() {
            Map<Integer, Long> newest = new HashMap<>();
            source.headMap(sourceEnd - 1).values().forEach(record -> newest.put(record.key(), record.offset()));
            source.headMap(sourceEnd - 1).values().removeIf(record -> {
                if (newest.getOrDefault(record.key(), record.offset()) != record.offset()) {
                    return true;
                }
                Long horizon =
                        record.value() == 0 ? horizonMs.putIfAbsent(record.offset(), nowMs + RETENTION_MS) : null;
                return horizon != null && nowMs > horizon;
            });
        }

        private void crash() {
            freshness = new Freshness(recorded.heldAsOfMs());
        }

        private void record() {
            recorded = recorded.withHeldAsOf(Math.max(recorded.heldAsOfMs(), recorded.toStep(freshness.heldAsOfMs())));
        }

        private void fetch(int recordsMax) {
            long askedMs = nowMs;
            int count = 0;
            long endThen = sourceEnd;
            for (Written record : source.tailMap(mirrorEnd).values()) {
                if (count++ == recordsMax) {
                    break;
                }
                late(record.offset());
                mirror.put(record.offset(), record);
                mirrorEnd = record.offset() + 1;
            }
            if (count == 0 && mirrorEnd < sourceEnd) {
                late(sourceEnd);
                mirrorEnd = sourceEnd;
            }
            freshness.answered(askedMs, endThen, mirrorEnd);
            if (mirrorEnd == sourceEnd) {
                check();
            }
        }

        /** A gap before this offset, met too late. */
        private void late(long offset) {
            boolean isGap = offset > mirrorEnd && mirrorEnd > 0;
            isStale |= isGap && nowMs - freshness.heldAsOfMs() > RETENTION_MS;
        }

        void catchUp() {
            while (mirrorEnd < sourceEnd) {
                fetch(100);
            }
        }

        void check() {
            if (isStale) {
                return;
            }
            Map<Integer, Written> newest = new HashMap<>();
            mirror.values().forEach(record -> newest.put(record.key(), record));
            // a tombstone that the source has taken back since is as good as the record's absence
            newest.values().removeIf(record -> record.value() == 0 || source.containsKey(record.offset()));
            assertThat(newest)
                    .as("seed %d: not at the source, and nothing tells so", seed)
                    .isEmpty();
            assertThat(mirror.keySet()).as("seed %d", seed).containsAll(source.keySet());
        }
    }
}
