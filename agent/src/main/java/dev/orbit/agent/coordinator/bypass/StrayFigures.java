// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.bypass;

import dev.orbit.agent.coordinator.core.Members;
import dev.orbit.agent.coordinator.core.Situation;
import dev.orbit.agent.state.StrayWrites;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** What leaders report of strays, and when it is recorded: what is new at once, a figure that grows now and then. */
public final class StrayFigures {

    private static final long RECORDED_EVERY_MS = 10_000;

    /** Nobody writes to the source any more who did not for so long. */
    static final long OVER_AFTER_MS = TimeUnit.HOURS.toMillis(1);

    /** By topic. */
    private final Map<String, Long> recordedMs = new HashMap<>();

    StrayFigures() {}

    /** What is recorded, with what was reported since. */
    public static StrayWrites latest(Members members, StrayWrites recorded) {
        String id = recorded.strayTopicId();
        if (id == null) {
            return recorded;
        }
        Map<Integer, StrayWrites.Partition> found = new TreeMap<>();
        members.strays(id)
                .forEach((partition, report) -> found.put(
                        partition,
                        new StrayWrites.Partition(
                                report.copied(), report.recognised(), report.lost(), report.lostTo())));
        return recorded.with(found);
    }

    StrayWrites latest(Situation situation, StrayWrites recorded) {
        return latest(situation.members(), recorded);
    }

    /** Why some partition's strays are not copied; empty while they are, or nobody says. */
    Optional<String> error(Situation situation, StrayWrites recorded) {
        String id = recorded.strayTopicId();
        return id == null
                ? Optional.empty()
                : situation.members().strays(id).values().stream()
                        .filter(report -> report.error() != null)
                        .map(report -> "partition " + report.partition() + ": " + report.error())
                        .findFirst();
    }

    Optional<StrayWrites> next(Situation situation, StrayWrites recorded) {
        StrayWrites now = latest(situation, recorded);
        long nowMs = situation.nowMs();
        if (now.equals(recorded)) {
            boolean isOver = recorded.isGoingOn() && nowMs - recorded.lastMs() >= OVER_AFTER_MS;
            return isOver ? Optional.of(recorded.ended()) : Optional.empty();
        }
        boolean isMore = now.records() > recorded.records();
        boolean isNews = (isMore && !recorded.isGoingOn()) || now.lost() > recorded.lost();
        Long last = recordedMs.get(recorded.topic());
        if (!isNews && last != null && nowMs - last < RECORDED_EVERY_MS) {
            return Optional.empty();
        }
        recordedMs.put(recorded.topic(), nowMs);
        return Optional.of(isMore ? now.noticed(nowMs) : now);
    }
}
