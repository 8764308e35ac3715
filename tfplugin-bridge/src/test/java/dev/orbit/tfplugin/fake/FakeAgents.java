// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.fake;

import dev.orbit.reconciler.client.AgentClient;
import dev.orbit.reconciler.client.AgentException;
import dev.orbit.schemas.AbortRequest;
import dev.orbit.schemas.AbortResponse;
import dev.orbit.schemas.Change;
import dev.orbit.schemas.ChangesRequest;
import dev.orbit.schemas.ChangesResponse;
import dev.orbit.schemas.ChangesResponse.TopicEffect;
import dev.orbit.schemas.Diagnostic;
import dev.orbit.schemas.DiagnosticsResponse;
import dev.orbit.schemas.EventsResponse;
import dev.orbit.schemas.FailoverRequest;
import dev.orbit.schemas.FailoverResponse;
import dev.orbit.schemas.InitiateRequest;
import dev.orbit.schemas.InitiateResponse;
import dev.orbit.schemas.LinkState;
import dev.orbit.schemas.MigrationState;
import dev.orbit.schemas.Problem;
import dev.orbit.schemas.ResyncRequest;
import dev.orbit.schemas.ResyncResponse;
import dev.orbit.schemas.Snapshot;
import dev.orbit.schemas.TopicEvent;
import dev.orbit.schemas.TopicMappingSpec;
import dev.orbit.schemas.TopicMatching;
import dev.orbit.schemas.TopicProblem;
import dev.orbit.schemas.ValidateRequest;
import dev.orbit.schemas.ValidateResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the agents decide, over maps. The source's topics are given; mirrors appear with the mapping that matches them.
 * How a started migration ends is the test's to say.
 */
public final class FakeAgents implements AgentClient {

    static final String CLUSTER_ID = "source-cluster-1";

    private final Set<String> sourceTopics = new TreeSet<>();
    private final Map<String, FakeTopic> topics = new TreeMap<>();
    private final List<Diagnostic> diagnostics = new ArrayList<>();
    private FakeDocuments documents = new FakeDocuments();
    private Consumer<FakeAgents> onSnapshot = agents -> {};
    private Runnable onTrial = () -> {};
    private Runnable onWrite = () -> {};
    private Runnable onInitiate = () -> {};
    private Runnable onInitiated = () -> {};
    private int snapshotCount;
    private int trialCount;
    private final List<Problem> warnings = new ArrayList<>();
    private BiFunction<ChangesRequest, List<TopicEffect>, List<Problem>> trialWarnings =
            (request, effects) -> List.of();
    private @Nullable String linkError;

    public synchronized void addSourceTopics(String... names) {
        sourceTopics.addAll(List.of(names));
        match();
    }

    /** Runs before each snapshot: as if it had happened meanwhile. */
    public synchronized void onSnapshot(Consumer<FakeAgents> happening) {
        onSnapshot = happening;
    }

    /** Ends every running migration well. */
    public synchronized void completeMigrations() {
        topics.values().stream()
                .filter(topic -> topic.state == MigrationState.MIGRATING)
                .forEach(topic -> topic.end(MigrationState.COMPLETE, "complete", null));
    }

    /** Ends the running migration of one topic well. */
    public synchronized void complete(String name) {
        FakeTopic topic = topics.get(name);
        if (topic != null && topic.state == MigrationState.MIGRATING) {
            topic.end(MigrationState.COMPLETE, "complete", null);
        }
    }

    /** Rolls the running migration of one topic back. */
    public synchronized void rollBack(String name, String outcome, String reason) {
        FakeTopic topic = topics.get(name);
        if (topic != null && topic.state == MigrationState.MIGRATING) {
            topic.end(MigrationState.PROXY, outcome, reason);
        }
    }

    /** How far a topic's mirror is behind in time; null: that is not known. */
    public synchronized void timeLag(String name, @Nullable Double seconds) {
        FakeTopic topic = topics.get(name);
        if (topic != null) {
            topic.timeLagSeconds = seconds;
        }
    }

    /** By how many records a topic's mirror is behind. */
    public synchronized void offsetLag(String name, long records) {
        FakeTopic topic = topics.get(name);
        if (topic != null) {
            topic.offsetLag = records;
        }
    }

    /** Has a topic be one that cannot be migrated, whatever happens. */
    public synchronized void trouble(String name, Problem problem) {
        FakeTopic topic = topics.get(name);
        if (topic != null) {
            topic.trouble = problem;
        }
    }

    /** A mirror topic is one no more. */
    public synchronized void removeTopic(String name) {
        topics.remove(name);
    }

    public synchronized int snapshotCount() {
        return snapshotCount;
    }

    /** Runs before each dry run of changes is answered, with the agents still free for others. */
    public synchronized void onTrial(Runnable happening) {
        onTrial = happening;
    }

    /** Runs before each write of documents is carried out; what it throws is the answer. */
    public synchronized void onWrite(Runnable happening) {
        onWrite = happening;
    }

    /** Runs before each start of migrations is carried out; what it throws is the answer. */
    public synchronized void onInitiate(Runnable happening) {
        onInitiate = happening;
    }

    /** Runs after each start of migrations was carried out; what it throws takes the answer's place. */
    public synchronized void onInitiated(Runnable happening) {
        onInitiated = happening;
    }

    /** How many dry runs of changes there were. */
    public synchronized int trialCount() {
        return trialCount;
    }

    /** A change made by somebody else. */
    public synchronized void changeBehind(Change change) {
        change(new ChangesRequest(false, List.of(documents.atStoredRevision(change))));
    }

    @Override
    public synchronized Snapshot snapshot() {
        snapshotCount++;
        onSnapshot.accept(this);
        return new Snapshot(
                new Snapshot.Cluster("destination-1", 1, List.of(new Snapshot.Agent(1))),
                documents.links().values().stream()
                        .map(link -> new Snapshot.Link(
                                link.spec(), link.revision(), LinkState.ACTIVE, CLUSTER_ID, linkError))
                        .toList(),
                List.copyOf(documents.mappings().values()),
                topics.values().stream().map(FakeTopic::snapshot).toList(),
                List.of(),
                List.of());
    }

    /** Each mirror topic has been matched, and nothing else happened to it. */
    @Override
    public synchronized EventsResponse events(List<String> ofTopics, @Nullable Integer limit) {
        return new EventsResponse(topics.values().stream()
                .map(FakeTopic::snapshot)
                .filter(topic -> ofTopics.isEmpty() || ofTopics.contains(topic.topic()))
                .limit(limit == null ? Long.MAX_VALUE : limit)
                .map(topic -> new TopicEvent(
                        topic.link(), topic.topic(), 1, "2026-01-02T03:04:05.678Z", "matched", null, null))
                .toList());
    }

    @Override
    public synchronized DiagnosticsResponse diagnostics() {
        return new DiagnosticsResponse(diagnostics);
    }

    /** Every write of documents is answered with this warning. */
    public synchronized void warnsOf(Problem problem) {
        warnings.add(problem);
    }

    /** What each dry run warns of, by the request and what it comes to. */
    public synchronized void trialsWarn(BiFunction<ChangesRequest, List<TopicEffect>, List<Problem>> warning) {
        trialWarnings = warning;
    }

    /** From now on every link tells this of itself. */
    public synchronized void linkError(String text) {
        linkError = text;
    }

    /** Something begins to need attention. */
    public synchronized void noticed(Diagnostic diagnostic) {
        diagnostics.add(diagnostic);
    }

    @Override
    public ChangesResponse change(ChangesRequest request) {
        if (request.dryRun()) {
            trialHook().run();
        }
        return carryOut(request);
    }

    private synchronized Runnable trialHook() {
        trialCount++;
        return onTrial;
    }

    private synchronized ChangesResponse carryOut(ChangesRequest request) {
        FakeDocuments after = documents.after(request.changes());
        List<TopicEffect> effects = effects(after);
        if (!request.dryRun()) {
            onWrite.run();
            documents = after;
            release();
            match();
        }
        return new ChangesResponse(
                after.revisions(), effects, request.dryRun() ? trialWarnings.apply(request, effects) : warnings);
    }

    private List<TopicEffect> effects(FakeDocuments after) {
        List<TopicEffect> effects = new ArrayList<>();
        for (FakeTopic topic : topics.values()) {
            if (topic.mapping != null && after.holder(topic.link, topic.sourceTopic) == null) {
                effects.add(new TopicEffect(
                        topic.link, topic.sourceTopic, topic.name, topic.state, MigrationState.REJECT, "released"));
            }
        }
        for (String link : after.links().keySet()) {
            for (String source : sourceTopics) {
                TopicMappingSpec mapping = after.holder(link, source);
                if (mapping != null && !topics.containsKey(TopicMatching.destination(mapping, source))) {
                    String name = TopicMatching.destination(mapping, source);
                    effects.add(new TopicEffect(link, source, name, null, after.state(mapping), "matched"));
                }
            }
        }
        return effects;
    }

    private void release() {
        for (FakeTopic topic : topics.values()) {
            TopicMappingSpec holder = documents.holder(topic.link, topic.sourceTopic);
            topic.mapping = holder == null ? null : holder.source();
            if (topic.state == MigrationState.PROXY || topic.state == MigrationState.REJECT) {
                topic.state = holder == null ? MigrationState.REJECT : documents.state(holder);
            }
        }
    }

    private void match() {
        for (String link : documents.links().keySet()) {
            for (String source : sourceTopics) {
                TopicMappingSpec mapping = documents.holder(link, source);
                if (mapping != null) {
                    String name = TopicMatching.destination(mapping, source);
                    topics.computeIfAbsent(
                            name, n -> new FakeTopic(link, source, n, mapping.source(), documents.state(mapping)));
                }
            }
        }
    }

    @Override
    public ValidateResponse validate(ValidateRequest request) {
        throw new UnsupportedOperationException("Terraform asks for plans");
    }

    @Override
    public synchronized InitiateResponse initiate(InitiateRequest request) {
        if (!request.dryRun()) {
            onInitiate.run();
        }
        List<FakeTopic> starting = new ArrayList<>();
        List<TopicProblem> errors = new ArrayList<>();
        for (String name : request.topics()) {
            FakeTopic topic = topics.get(name);
            Optional<Problem> refusal = topic == null
                    ? Optional.of(new Problem("not_found", name + " is no mirror topic.", null, "Map it first."))
                    : topic.refusal(request);
            refusal.ifPresentOrElse(
                    problem -> errors.add(new TopicProblem(name, problem)), () -> starting.add(topics.get(name)));
        }
        if (request.flipsTogether() && !errors.isEmpty()) {
            starting.forEach(topic -> errors.add(new TopicProblem(
                    topic.name, new Problem("not_without_others", topic.name + " could start.", null, "Mend those."))));
            starting.clear();
        }
        if (!request.dryRun()) {
            starting.forEach(FakeTopic::start);
            onInitiated.run();
        }
        return new InitiateResponse(starting.stream().map(topic -> topic.name).toList(), errors);
    }

    @Override
    public synchronized AbortResponse abort(AbortRequest request) {
        List<String> aborted = new ArrayList<>();
        for (String name : request.topics()) {
            FakeTopic topic = topics.get(name);
            if (topic == null || topic.state != MigrationState.MIGRATING) {
                throw new AgentException(
                        400, List.of(new Problem("not_migrating", name + " is not MIGRATING.", null, "Leave it.")));
            }
            topic.end(MigrationState.PROXY, "aborted", "by request");
            aborted.add(name);
        }
        return new AbortResponse(aborted, List.of());
    }

    @Override
    public ResyncResponse resync(ResyncRequest request) {
        throw new AssertionError("Terraform has nothing resynced");
    }

    /** Whether there is such a mirror topic, and its cutover is under way. */
    public synchronized boolean isMigrating(String name) {
        FakeTopic topic = topics.get(name);
        return topic != null && topic.state == MigrationState.MIGRATING;
    }

    @Override
    public FailoverResponse failover(FailoverRequest request) {
        throw new AssertionError("Terraform has nothing failed over");
    }

    /** The migration state of a mirror topic. */
    public synchronized MigrationState state(String name) {
        FakeTopic topic = topics.get(name);
        if (topic == null) {
            throw new AssertionError("there is no mirror topic " + name + " but " + topics.keySet());
        }
        return topic.state;
    }
}
