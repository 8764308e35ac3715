// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.provider.agents;

import dev.orbit.reconciler.client.AgentClient;
import dev.orbit.reconciler.client.AgentException;
import dev.orbit.schemas.AbortRequest;
import dev.orbit.schemas.AbortResponse;
import dev.orbit.schemas.Change;
import dev.orbit.schemas.ChangesRequest;
import dev.orbit.schemas.ChangesResponse;
import dev.orbit.schemas.DiagnosticsResponse;
import dev.orbit.schemas.EventsResponse;
import dev.orbit.schemas.InitiateRequest;
import dev.orbit.schemas.InitiateResponse;
import dev.orbit.schemas.Snapshot;
import dev.orbit.schemas.TopicEvent;
import dev.orbit.tfplugin.diag.Diagnostic;
import dev.orbit.tfplugin.diag.DiagnosticException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The agents that one provider block speaks to. What they refuse comes as a
 * {@link dev.orbit.tfplugin.diag.DiagnosticException}. All resources of a plan share one snapshot; after a write the next
 * one is read anew.
 */
public final class Agents {

    private static final Logger LOG = Logger.getLogger(Agents.class.getName());

    private volatile @Nullable AgentClient client;
    private final Remembered<Look> look = new Remembered<>(this::lookAside);
    private final Remembered<DiagnosticsResponse> diagnostics =
            new Remembered<>(() -> ask("diagnostics", AgentClient::diagnostics));
    private final Remembered<EventsResponse> events = new Remembered<>(() -> ask("events", AgentClient::events));

    /** Uses these agents from now on. */
    public void connect(AgentClient agents) {
        client = agents;
        forget();
    }

    /** Whether there are agents to ask: while a plan is made, their endpoint may be unknown. */
    public boolean areKnown() {
        return client != null;
    }

    /** What the agents knew when this plan began. */
    public Snapshot snapshot() {
        return look().snapshot();
    }

    /** The same, with its time. */
    public Look look() {
        return look.get();
    }

    /** What the agents know now. */
    public Snapshot freshSnapshot() {
        return look.fresh().snapshot();
    }

    /** What the agents know now, for this caller alone: the plan goes on with what it began with. */
    public Look lookAside() {
        return new Look(ask("snapshot", AgentClient::snapshot), System.nanoTime());
    }

    /** The last events of each mirror topic, by time, as of when this plan began. */
    public List<TopicEvent> events() {
        return events.get().events();
    }

    /** What needs somebody's attention, by name and topic, as of when this plan began. */
    public List<dev.orbit.schemas.Diagnostic> diagnostics() {
        return diagnostics.get().diagnostics();
    }

    /**
     * Writes documents, all or none.
     *
     * @param seen what the decision to write rests on: if anything was written to the same documents since, it is refused
     */
    public ChangesResponse change(Snapshot seen, List<Change> changes) {
        List<Change> current = changes.stream()
                .map(new Revisions(seen)::current)
                .flatMap(Optional::stream)
                .toList();
        return write(
                "change of " + current.size() + " documents",
                agents -> agents.change(new ChangesRequest(false, current)));
    }

    /** What writing documents would come to, refusals included; sources are looked at once for all that is planned. */
    Trial tryOut(String planId, List<Change> changes) {
        try {
            ChangesResponse response = timed(
                    "dry run: change of " + changes.size() + " documents",
                    agents -> agents.change(new ChangesRequest(true, changes, planId)));
            return new Trial(response.topics(), response.warnings(), List.of());
        } catch (AgentException e) {
            if (e.status() >= 400 && e.status() < 500 && e.status() != 401 && e.status() != 403) {
                return new Trial(List.of(), List.of(), e.problems());
            }
            throw Problems.failure(e);
        }
    }

    public InitiateResponse initiate(InitiateRequest request) {
        String what = "start of " + request.topics().size() + " migrations";
        return request.dryRun()
                ? ask("dry run: " + what, a -> a.initiate(request))
                : write(what, a -> a.initiate(request));
    }

    public AbortResponse abort(AbortRequest request) {
        return write("abort of " + request.topics().size() + " migrations", agents -> agents.abort(request));
    }

    private <T> T write(String what, Function<AgentClient, T> call) {
        LOG.info(() -> what);
        try {
            return ask(what, call);
        } finally {
            forget();
        }
    }

    /** Whoever looks next sees how things are then. */
    public void forget() {
        look.forget();
        diagnostics.forget();
        events.forget();
    }

    private <T> T ask(String what, Function<AgentClient, T> call) {
        try {
            return timed(what, call);
        } catch (AgentException e) {
            throw Problems.failure(e);
        }
    }

    /** A request is a line at DEBUG, whatever comes of it. */
    private <T> T timed(String what, Function<AgentClient, T> call) {
        long startNanos = System.nanoTime();
        String end = "refused, or not answered";
        try {
            T answer = call.apply(required());
            end = "answered";
            return answer;
        } finally {
            long ms = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
            String line = "asked the agents: " + what + ", " + end + " after " + ms + " ms";
            LOG.fine(() -> line);
        }
    }

    private AgentClient required() {
        AgentClient known = client;
        if (known == null) {
            throw new DiagnosticException(Diagnostic.error(
                    "The agents' endpoint is not known",
                    "The provider's endpoint or token depends on something that does not exist yet. Create that first:"
                            + " terraform apply -target=... for what they depend on, then terraform apply. A data source"
                            + " with depends_on that thing is read at apply."));
        }
        return known;
    }
}
