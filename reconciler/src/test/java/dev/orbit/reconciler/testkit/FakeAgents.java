// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.testkit;

import dev.orbit.reconciler.client.AgentClient;
import dev.orbit.reconciler.client.AgentException;
import dev.orbit.schemas.AbortRequest;
import dev.orbit.schemas.AbortResponse;
import dev.orbit.schemas.Change;
import dev.orbit.schemas.ChangesRequest;
import dev.orbit.schemas.ChangesResponse;
import dev.orbit.schemas.Diagnostic;
import dev.orbit.schemas.DiagnosticsResponse;
import dev.orbit.schemas.EventsResponse;
import dev.orbit.schemas.FailoverRequest;
import dev.orbit.schemas.FailoverResponse;
import dev.orbit.schemas.InitiateRequest;
import dev.orbit.schemas.InitiateResponse;
import dev.orbit.schemas.LinkState;
import dev.orbit.schemas.Problem;
import dev.orbit.schemas.ResyncRequest;
import dev.orbit.schemas.ResyncResponse;
import dev.orbit.schemas.Snapshot;
import dev.orbit.schemas.TopicEvent;
import dev.orbit.schemas.ValidateRequest;
import dev.orbit.schemas.ValidateResponse;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Agents that keep documents by their revisions, all or none, as real ones do; topics are what the test says. Hooks
 * refuse calls and let things happen between them.
 */
public final class FakeAgents implements AgentClient {

    private final Map<String, Snapshot.Link> links = new TreeMap<>();
    private final Map<String, Snapshot.TopicMapping> mappings = new TreeMap<>();
    private final List<ChangesRequest> changes = new ArrayList<>();
    private final List<ValidateRequest> validated = new ArrayList<>();
    private final List<InitiateRequest> initiated = new ArrayList<>();
    private final List<AbortRequest> aborted = new ArrayList<>();
    private final List<ResyncRequest> resynced = new ArrayList<>();
    private final List<FailoverRequest> failedOver = new ArrayList<>();
    /** Each snapshot takes the next of these; the last one stays. */
    private final Deque<List<Snapshot.Topic>> topics = new ArrayDeque<>(List.of(List.of()));

    private final Deque<Runnable> beforeChanges = new ArrayDeque<>();
    private Runnable beforeSnapshots = () -> {};
    private Runnable beforeEvents = () -> {};
    private final List<String> eventsAsked = new ArrayList<>();
    private ChangesResponse consequences = new ChangesResponse(List.of(), List.of(), List.of());
    private ValidateResponse validateAnswer =
            new ValidateResponse(1, "source", List.of(), 0, null, List.of(), List.of());
    private InitiateResponse initiateAnswer = new InitiateResponse(List.of(), List.of());
    private AbortResponse abortAnswer = new AbortResponse(List.of(), List.of());
    private ResyncResponse resyncAnswer = new ResyncResponse(List.of(), List.of());
    private FailoverResponse failoverAnswer = new FailoverResponse(List.of(), List.of());
    private List<Snapshot.Group> groups = List.of();
    private List<Snapshot.AclCopy> acls = List.of();
    private List<TopicEvent> events = List.of();
    private List<Diagnostic> diagnostics = List.of();
    private long revision = 100;

    @Override
    public Snapshot snapshot() {
        beforeSnapshots.run();
        List<Snapshot.Topic> now = topics.size() > 1 ? topics.remove() : topics.element();
        return new Snapshot(
                new Snapshot.Cluster("destination", 1, List.of(new Snapshot.Agent(1))),
                List.copyOf(links.values()),
                List.copyOf(mappings.values()),
                now,
                groups,
                acls);
    }

    @Override
    public EventsResponse events(List<String> ofTopics, @Nullable Integer limit) {
        beforeEvents.run();
        eventsAsked.add(ofTopics + " " + limit);
        List<TopicEvent> all = events.stream()
                .filter(event -> ofTopics.isEmpty() || ofTopics.contains(event.topic()))
                .toList();
        return new EventsResponse(limit == null ? all : all.subList(Math.max(0, all.size() - limit), all.size()));
    }

    @Override
    public DiagnosticsResponse diagnostics() {
        return new DiagnosticsResponse(diagnostics);
    }

    @Override
    public ChangesResponse change(ChangesRequest request) {
        Runnable hook = beforeChanges.poll();
        if (hook != null) {
            hook.run();
        }
        refuseStale(request.changes());
        changes.add(request);
        List<Long> revisions = new ArrayList<>();
        for (Change change : request.changes()) {
            revisions.add(request.dryRun() ? revision : write(change));
        }
        return new ChangesResponse(revisions, consequences.topics(), consequences.warnings());
    }

    private void refuseStale(Collection<Change> batch) {
        for (Change change : batch) {
            if (stored(change) != change.revision()) {
                Problem problem = new Problem(
                        "stale_revision", change + " is not at revision " + stored(change), null, "Read it again.");
                throw new AgentException(409, List.of(problem));
            }
        }
    }

    private long stored(Change change) {
        Snapshot.@Nullable Link link = null;
        Snapshot.@Nullable TopicMapping mapping = null;
        if (change instanceof Change.PutLink put) {
            link = links.get(put.spec().name());
        } else if (change instanceof Change.DeleteLink delete) {
            link = links.get(delete.name());
        } else if (change instanceof Change.PutTopicMapping put) {
            mapping = mappings.get(put.spec().id());
        } else if (change instanceof Change.DeleteTopicMapping delete) {
            mapping = mappings.get(delete.link() + "/" + delete.source());
        }
        return link != null ? link.revision() : mapping != null ? mapping.revision() : 0;
    }

    private long write(Change change) {
        revision++;
        if (change instanceof Change.PutLink put) {
            links.put(put.spec().name(), new Snapshot.Link(put.spec(), revision, LinkState.ACTIVE, "source", null));
        } else if (change instanceof Change.PutTopicMapping put) {
            mappings.put(put.spec().id(), new Snapshot.TopicMapping(put.spec(), revision));
        } else if (change instanceof Change.DeleteLink delete) {
            links.remove(delete.name());
        } else if (change instanceof Change.DeleteTopicMapping delete) {
            mappings.remove(delete.link() + "/" + delete.source());
        }
        return revision;
    }

    @Override
    public ValidateResponse validate(ValidateRequest request) {
        validated.add(request);
        return validateAnswer;
    }

    @Override
    public InitiateResponse initiate(InitiateRequest request) {
        initiated.add(request);
        return initiateAnswer;
    }

    @Override
    public AbortResponse abort(AbortRequest request) {
        aborted.add(request);
        return abortAnswer;
    }

    @Override
    public ResyncResponse resync(ResyncRequest request) {
        resynced.add(request);
        return resyncAnswer;
    }

    @Override
    public FailoverResponse failover(FailoverRequest request) {
        failedOver.add(request);
        return failoverAnswer;
    }

    /** Writes behind everybody's back, whatever the revision. */
    public void writeBehind(Change change) {
        write(change);
    }

    /** Runs before the next change is looked at; it may throw an {@link AgentException}. */
    public void beforeNextChange(Runnable hook) {
        beforeChanges.add(hook);
    }

    /** Runs before each snapshot is taken; it may throw an {@link AgentException}. */
    public void beforeEachSnapshot(Runnable hook) {
        beforeSnapshots = hook;
    }

    /** Runs before events are told; it may throw an {@link AgentException}. */
    public void beforeEachEvents(Runnable hook) {
        beforeEvents = hook;
    }

    /** The topics and the limit of each time that events were asked for. */
    public List<String> eventsAsked() {
        return eventsAsked;
    }

    /** What changes answer besides revisions. */
    public void answerChanges(List<ChangesResponse.TopicEffect> effects, List<Problem> warnings) {
        consequences = new ChangesResponse(List.of(), effects, warnings);
    }

    public void answerValidate(ValidateResponse answer) {
        validateAnswer = answer;
    }

    public void answerInitiate(InitiateResponse answer) {
        initiateAnswer = answer;
    }

    public void answerAbort(AbortResponse answer) {
        abortAnswer = answer;
    }

    public void answerResync(ResyncResponse answer) {
        resyncAnswer = answer;
    }

    public void answerFailover(FailoverResponse answer) {
        failoverAnswer = answer;
    }

    /** The one topic of each of the next snapshots in turn; the last stays. */
    public void showTopics(Snapshot.Topic... inTurn) {
        topics.clear();
        Arrays.stream(inTurn).map(List::of).forEach(topics::add);
    }

    public void showGroups(Snapshot.Group... now) {
        groups = List.of(now);
    }

    public void showAcls(Snapshot.AclCopy... now) {
        acls = List.of(now);
    }

    public void showEvents(TopicEvent... now) {
        events = List.of(now);
    }

    /** What needs attention. */
    public void showDiagnostics(Diagnostic... found) {
        diagnostics = List.of(found);
    }

    public List<ChangesRequest> changes() {
        return changes;
    }

    public List<ValidateRequest> validated() {
        return validated;
    }

    public List<InitiateRequest> initiated() {
        return initiated;
    }

    public List<AbortRequest> aborted() {
        return aborted;
    }

    public List<ResyncRequest> resynced() {
        return resynced;
    }

    public List<FailoverRequest> failedOver() {
        return failedOver;
    }
}
