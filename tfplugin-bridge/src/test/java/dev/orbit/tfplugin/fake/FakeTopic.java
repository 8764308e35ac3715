// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.fake;

import dev.orbit.schemas.MigrationState;
import dev.orbit.schemas.MirrorState;
import dev.orbit.schemas.Snapshot;
import java.util.List;
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

    Snapshot.@Nullable Attempt attempt;

    FakeTopic(String link, String sourceTopic, String name, String mapping, MigrationState state) {
        this.link = link;
        this.sourceTopic = sourceTopic;
        this.name = name;
        this.mapping = mapping;
        this.state = state;
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
                0L,
                timeLagSeconds,
                null,
                attempt,
                List.of());
    }
}
