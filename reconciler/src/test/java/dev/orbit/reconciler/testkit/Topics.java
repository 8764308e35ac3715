// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.testkit;

import dev.orbit.schemas.MigrationState;
import dev.orbit.schemas.MirrorState;
import dev.orbit.schemas.Snapshot;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Mirror topics for agents to show. */
public final class Topics {

    private Topics() {}

    /** The topic {@code orders} of the link {@code default}, 5 records and 0.5 s behind. */
    public static Snapshot.Topic orders(MigrationState state, Snapshot.@Nullable Attempt last) {
        return new Snapshot.Topic(
                "default", "orders", "orders", "orders", state, MirrorState.ACTIVE, 5L, 0.5, null, last, List.of());
    }
}
