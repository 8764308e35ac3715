// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.client;

import dev.orbit.schemas.AbortRequest;
import dev.orbit.schemas.AbortResponse;
import dev.orbit.schemas.ChangesRequest;
import dev.orbit.schemas.ChangesResponse;
import dev.orbit.schemas.DiagnosticsResponse;
import dev.orbit.schemas.EventsResponse;
import dev.orbit.schemas.FailoverRequest;
import dev.orbit.schemas.FailoverResponse;
import dev.orbit.schemas.InitiateRequest;
import dev.orbit.schemas.InitiateResponse;
import dev.orbit.schemas.ResyncRequest;
import dev.orbit.schemas.ResyncResponse;
import dev.orbit.schemas.Snapshot;
import dev.orbit.schemas.ValidateRequest;
import dev.orbit.schemas.ValidateResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What can be asked of the agents. Any agent answers for all of them. Calls block until the answer is there; every
 * failure is an {@link AgentException}.
 */
public interface AgentClient {

    /** Everything the agents know, read at one moment. */
    Snapshot snapshot();

    /** The last events of each mirror topic, by time. */
    default EventsResponse events() {
        return events(List.of(), null);
    }

    /**
     * The last events of some mirror topics, by time. An agent of before that does not know these bounds tells all.
     *
     * @param topics names at the destination; empty: all
     * @param limit at most so many, the newest; null: all
     */
    EventsResponse events(List<String> topics, @Nullable Integer limit);

    /** What needs somebody's attention now. */
    DiagnosticsResponse diagnostics();

    /** Writes documents, all or none; a stale revision fails with status 409. */
    ChangesResponse change(ChangesRequest request);

    /** What a link would meet at its source and here; nothing is written. */
    ValidateResponse validate(ValidateRequest request);

    /** Starts migrations; topics that are refused are in the answer, not in an exception. */
    InitiateResponse initiate(InitiateRequest request);

    /** Rolls running migrations back; topics that are refused are in the answer, not in an exception. */
    AbortResponse abort(AbortRequest request);

    /** Has mirror topics made anew; topics that are refused are in the answer, not in an exception. */
    ResyncResponse resync(ResyncRequest request);

    /** Has mirror topics opened without their source; topics that are refused are in the answer, not in an exception. */
    FailoverResponse failover(FailoverRequest request);

    /**
     * From now on every call that changes nothing fails at once, those under way too. Calls that change something are still
     * awaited: whether they were carried out has to be known.
     */
    default void stopReading() {}
}
