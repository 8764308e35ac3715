// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.fake;

import dev.orbit.schemas.InitiateRequest;
import dev.orbit.schemas.MigrationState;
import dev.orbit.schemas.MirrorState;
import dev.orbit.schemas.Problem;
import dev.orbit.schemas.Snapshot;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A mirror topic of the fake agents. */
final class FakeTopic {

    final String link;
    final String sourceTopic;
    final String name;

    @Nullable
    String mapping;

    MigrationState state;

    /** Null: not known yet, as of a topic that is new. */
    @Nullable
    Double timeLagSeconds = 0.0;

    long offsetLag;

    /** Why it can never be migrated as it is; null when it can. */
    @Nullable
    Problem trouble;

    Snapshot.@Nullable Attempt attempt;

    FakeTopic(String link, String sourceTopic, String name, String mapping, MigrationState state) {
        this.link = link;
        this.sourceTopic = sourceTopic;
        this.name = name;
        this.mapping = mapping;
        this.state = state;
    }

    /** Why its migration cannot start. */
    Optional<Problem> refusal(InitiateRequest request) {
        if (trouble != null) {
            return Optional.of(trouble);
        }
        if (timeLagSeconds == null) {
            return Optional.of(new Problem("lag_unknown", "The lag of " + name + " is unknown.", null, "Try again."));
        }
        if (state == MigrationState.MIGRATING) {
            return Optional.of(
                    new Problem("already_migrating", name + " is MIGRATING.", null, "Abort it first, or wait."));
        }
        if (state == MigrationState.COMPLETE) {
            return Optional.of(
                    new Problem("already_complete", name + " is COMPLETE already.", null, "Nothing is left to do."));
        }
        if (state != MigrationState.PROXY) {
            return Optional.of(
                    new Problem("not_in_proxy", name + " is in " + state + ".", null, "Enable auto migration for it."));
        }
        Integer limit = request.maxTimeLagSeconds();
        int secondsMax = limit == null ? InitiateRequest.MAX_TIME_LAG_SECONDS_DEFAULT : limit;
        return timeLagSeconds <= secondsMax
                ? Optional.empty()
                : Optional.of(new Problem(
                        "time_lag_above_threshold",
                        "topic " + name + " is behind by " + timeLagSeconds + " s; at most " + secondsMax + " s.",
                        null,
                        "Wait for the mirror to come nearer."));
    }

    void start() {
        int number = attempt == null ? 1 : attempt.attempt() + 1;
        state = MigrationState.MIGRATING;
        attempt = new Snapshot.Attempt(number, "running", null);
    }

    void end(MigrationState end, String outcome, @Nullable String reason) {
        int number = attempt == null ? 1 : attempt.attempt();
        state = end;
        attempt = new Snapshot.Attempt(number, outcome, reason);
    }

    Snapshot.Topic snapshot() {
        return new Snapshot.Topic(
                link,
                sourceTopic,
                name,
                mapping,
                state,
                MirrorState.ACTIVE,
                offsetLag,
                timeLagSeconds,
                null,
                attempt,
                List.of());
    }
}
