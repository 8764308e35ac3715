// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.request;

import dev.orbit.agent.coordinator.core.CoordinatorLoop;
import dev.orbit.agent.coordinator.core.Decision;
import dev.orbit.agent.coordinator.core.TopicFigures;
import dev.orbit.agent.coordinator.duty.LinkWatch;
import dev.orbit.agent.coordinator.duty.SourceFailure;
import dev.orbit.agent.coordinator.duty.SourceQueries;
import dev.orbit.agent.coordinator.duty.SourceQueries.SourceScan;
import dev.orbit.agent.state.LinkDocument;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.StateHolder;
import dev.orbit.schemas.Change;
import dev.orbit.schemas.ChangesRequest;
import dev.orbit.schemas.ChangesResponse;
import dev.orbit.schemas.Problem;
import dev.orbit.schemas.Snapshot;
import dev.orbit.schemas.check.TopicMappingChecks;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/** Takes batches of changes: checks them against the live clusters, then writes them, all or none. */
public final class Documents {

    private static final int BAD_REQUEST = 400;
    private static final int CONFLICT = 409;

    private final StateHolder state;
    private final CoordinatorLoop loop;
    private final SourceQueries sources;
    private final String ownClusterId;
    private final Predicate<String> existsAtDestination;
    private final LinkWatch links;

    public Documents(
            StateHolder state,
            CoordinatorLoop loop,
            SourceQueries sources,
            String ownClusterId,
            Predicate<String> existsAtDestination,
            LinkWatch links) {
        this.state = state;
        this.loop = loop;
        this.sources = sources;
        this.ownClusterId = ownClusterId;
        this.existsAtDestination = existsAtDestination;
        this.links = links;
    }

    /** Blocks while sources are asked; fails with {@link RefusedException}. */
    public CompletableFuture<ChangesResponse> change(ChangesRequest request) {
        refuseIfNameless(request.changes());
        ChangePlan plan = ChangePlan.of(state.image(), request.changes());
        refuseIfStale(plan);
        List<Problem> problems = plan.problems();
        ChangeEffects effects = ChangeEffects.of(plan, scans(plan, problems), this::isForeign, this::figures);
        problems.addAll(effects.problems());
        refuse(problems);
        if (request.dryRun()) {
            return CompletableFuture.completedFuture(response(plan, effects));
        }
        return loop.submit(situation -> {
            ChangePlan decided = ChangePlan.of(situation.image(), request.changes());
            refuseIfStale(decided);
            // what stood against nothing a moment ago may stand against what was written since
            refuse(decided.problems());
            return new Decision<>(decided.records(), response(decided, effects));
        });
    }

    /** A mapping with neither a topic nor a regex has no name to file it under. */
    static void refuseIfNameless(List<Change> changes) {
        List<Problem> problems = new ArrayList<>();
        for (int index = 0; index < changes.size(); index++) {
            if (changes.get(index) instanceof Change.PutTopicMapping put
                    && put.spec().sourceTopic() == null
                    && put.spec().sourceRegex() == null) {
                for (Problem problem : TopicMappingChecks.problems(put.spec())) {
                    problems.add(problem.under("changes[" + index + "].spec"));
                }
            }
        }
        refuse(problems);
    }

    private static void refuse(List<Problem> problems) {
        if (!problems.isEmpty()) {
            throw new RefusedException(BAD_REQUEST, problems);
        }
    }

    private static ChangesResponse response(ChangePlan plan, ChangeEffects effects) {
        return new ChangesResponse(plan.revisions(), effects.topics(), effects.warnings());
    }

    private static void refuseIfStale(ChangePlan plan) {
        if (!plan.stale().isEmpty()) {
            throw new RefusedException(CONFLICT, plan.stale());
        }
    }

    private Optional<Snapshot.Topic> figures(MirrorTopic topic) {
        return Optional.ofNullable(loop.term())
                .map(term -> TopicFigures.topic(topic, term.members(), links.circumstances(state.image(), topic)));
    }

    private boolean isForeign(String topic) {
        MirrorTopic known = state.image().topics().get(topic);
        return known == null && existsAtDestination.test(topic);
    }

    /** What the sources of the batch's links hold; a source that cannot be used is a problem. */
    private Map<String, SourceScan> scans(ChangePlan plan, List<Problem> problems) {
        Map<String, SourceScan> scans = new TreeMap<>();
        for (String name : plan.links()) {
            LinkDocument link = plan.after().links().get(name);
            if (link != null && !link.spec().sourceBootstrapBrokers().isEmpty()) {
                scan(plan, link, scans, problems);
            }
        }
        return scans;
    }

    private void scan(ChangePlan plan, LinkDocument link, Map<String, SourceScan> scans, List<Problem> problems) {
        String name = link.spec().name();
        try {
            SourceScan scan = sources.scan(link.spec());
            SourceCheck.problem(link, scan.clusterId(), plan.after().links().values(), ownClusterId)
                    .ifPresentOrElse(
                            problem -> problems.add(plan.of(ChangePlan.link(name), problem)),
                            () -> scans.put(name, scan));
            if (link.spec().autoMigrationSourceClusterCredentials() != null) {
                sources.checkProxy(link.spec());
            }
        } catch (SourceFailure e) {
            e.problems().forEach(problem -> problems.add(plan.of(ChangePlan.link(name), problem)));
        }
    }
}
