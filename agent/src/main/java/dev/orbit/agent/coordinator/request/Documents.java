// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.request;

import dev.orbit.agent.coordinator.core.CoordinatorLoop;
import dev.orbit.agent.coordinator.core.Decision;
import dev.orbit.agent.coordinator.core.TopicFigures;
import dev.orbit.agent.coordinator.link.LinkWatch;
import dev.orbit.agent.coordinator.source.SourceFailure;
import dev.orbit.agent.coordinator.source.SourceQueries;
import dev.orbit.agent.coordinator.source.SourceQueries.SourceScan;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.StateHolder;
import dev.orbit.schemas.Change;
import dev.orbit.schemas.ChangesRequest;
import dev.orbit.schemas.ChangesResponse;
import dev.orbit.schemas.LinkSpec;
import dev.orbit.schemas.Problem;
import dev.orbit.schemas.Snapshot;
import dev.orbit.schemas.check.TopicMappingChecks;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    private final RecentLooks recentLooks = new RecentLooks(System::nanoTime);

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
        if (request.dryRun()) {
            return CompletableFuture.completedFuture(dryRun(request));
        }
        ChangeEffects effects = looked(planned(request), this::look).unrefused();
        return loop.submit(situation -> {
            ChangePlan decided = ChangePlan.of(situation.image(), request.changes());
            refuseIfStale(decided);
            // what stood against nothing a moment ago may stand against what was written since
            refuse(decided.problems());
            return Decision.whole(decided.records(), response(decided, effects));
        });
    }

    /** What was seen a moment ago is good enough to tell what would be, but not to refuse. */
    private ChangesResponse dryRun(ChangesRequest request) {
        ChangePlan plan = planned(request);
        String planId = request.planId();
        if (planId == null) {
            return response(plan, looked(plan, this::look).unrefused());
        }
        SourceLook.Origin origin = link -> recentLooks.of(planId, link, this::look);
        Looked looked = looked(plan, origin);
        if (!looked.problems().isEmpty()) {
            recentLooks.forget(planId);
            looked = looked(plan, origin);
        }
        return response(plan, looked.unrefused());
    }

    private SourceLook look(LinkSpec link) throws SourceFailure {
        return SourceLook.at(sources, link);
    }

    private ChangePlan planned(ChangesRequest request) {
        ChangePlan plan = ChangePlan.of(state.image(), request.changes());
        refuseIfStale(plan);
        return plan;
    }

    private record Looked(ChangeEffects effects, List<Problem> problems) {
        private ChangeEffects unrefused() {
            refuse(problems);
            return effects;
        }
    }

    private Looked looked(ChangePlan plan, SourceLook.Origin origin) {
        List<Problem> problems = plan.problems();
        Map<String, SourceScan> scans = BatchScans.of(plan, origin, links::scan, ownClusterId, problems);
        ChangeEffects effects = ChangeEffects.of(plan, scans, this::isForeign, this::figures);
        problems.addAll(effects.problems());
        return new Looked(effects, problems);
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
        List<Problem> warnings = new ArrayList<>(effects.warnings());
        warnings.addAll(EndedWatches.warnings(plan.before(), plan.after(), System.currentTimeMillis()));
        return new ChangesResponse(plan.revisions(), effects.topics(), warnings);
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
}
