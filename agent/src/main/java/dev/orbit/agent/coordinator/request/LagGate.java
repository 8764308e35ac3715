// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.request;

import dev.orbit.schemas.InitiateRequest;
import dev.orbit.schemas.Problem;
import dev.orbit.schemas.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How far a topic may be behind when its migration starts.
 *
 * @param timeLagSecondsMax null: unused
 * @param offsetLagMax null: unused
 */
record LagGate(
        @Nullable Integer timeLagSecondsMax, @Nullable Long offsetLagMax) {

    static final int BAD_REQUEST = 400;

    /** Fails with {@link RefusedException} when the request's limits make no sense. */
    static LagGate of(InitiateRequest request) {
        Integer seconds = request.maxTimeLagSeconds();
        Long offsets = request.maxOffsetLag();
        List<Problem> problems = new ArrayList<>();
        negative(problems, "max_time_lag_seconds", seconds);
        negative(problems, "max_offset_lag", offsets);
        negative(problems, "migration_timeout_seconds", request.migrationTimeoutSeconds());
        boolean byOffsets = offsets != null && offsets > 0;
        if (byOffsets && seconds != null && seconds > 0) {
            problems.add(new Problem(
                    "conflicting_lag_thresholds",
                    "max_time_lag_seconds is " + seconds + " and max_offset_lag is " + offsets + ".",
                    "max_offset_lag",
                    "Set at most one of the two."));
        }
        if (!problems.isEmpty()) {
            throw new RefusedException(BAD_REQUEST, problems);
        }
        if (byOffsets) {
            return new LagGate(null, offsets);
        }
        return new LagGate(seconds == null ? InitiateRequest.MAX_TIME_LAG_SECONDS_DEFAULT : seconds, null);
    }

    private static void negative(List<Problem> problems, String field, @Nullable Number value) {
        if (value != null && value.longValue() < 0) {
            problems.add(new Problem(
                    "out_of_range", field + " is " + value + ".", field, "Give a number that is not negative."));
        }
    }

    /** Why the topic may not start; empty when it may. */
    Optional<Problem> refusal(Snapshot.Topic topic) {
        Long offsetLag = topic.offsetLag();
        Double timeLag = topic.timeLagSeconds();
        if (topic.error() != null || offsetLag == null || timeLag == null) {
            return Optional.of(new Problem(
                    "lag_unknown",
                    "how far topic " + topic.topic() + " is behind is not known"
                            + (topic.error() == null ? "." : ": " + topic.error()),
                    null,
                    "Wait until the mirror runs (orbit status), then start again."));
        }
        if (offsetLagMax != null && offsetLag > offsetLagMax) {
            return Optional.of(above("offset_lag_above_threshold", topic, offsetLag + " records", offsetLagMax + "."));
        }
        if (timeLagSecondsMax != null && timeLag > timeLagSecondsMax) {
            return Optional.of(above(
                    "time_lag_above_threshold",
                    topic,
                    String.format(java.util.Locale.ROOT, "%.1f s (%d records)", timeLag, offsetLag),
                    timeLagSecondsMax + " s."));
        }
        return Optional.empty();
    }

    private static Problem above(String code, Snapshot.Topic topic, String lag, String limit) {
        return new Problem(
                code,
                "topic " + topic.topic() + " is behind by " + lag + "; at most " + limit,
                null,
                "Wait for the mirror to come nearer, or start with a higher limit.");
    }
}
