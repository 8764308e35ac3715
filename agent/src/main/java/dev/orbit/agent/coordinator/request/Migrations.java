// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.request;

import dev.orbit.agent.coordinator.core.CoordinatorLoop;
import dev.orbit.agent.coordinator.core.Decision;
import dev.orbit.agent.coordinator.core.Situation;
import dev.orbit.agent.coordinator.core.TopicFigures;
import dev.orbit.agent.coordinator.duty.LinkWatch;
import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.Migration.Attempt;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.StateRecord;
import dev.orbit.schemas.AbortRequest;
import dev.orbit.schemas.AbortResponse;
import dev.orbit.schemas.InitiateRequest;
import dev.orbit.schemas.InitiateResponse;
import dev.orbit.schemas.Problem;
import dev.orbit.schemas.TopicProblem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Starts and aborts migrations on request. */
public final class Migrations {

    private static final int MS_PER_SECOND = 1_000;

    private final CoordinatorLoop loop;
    private final LinkWatch links;

    public Migrations(CoordinatorLoop loop, LinkWatch links) {
        this.loop = loop;
        this.links = links;
    }

    public CompletableFuture<InitiateResponse> initiate(InitiateRequest request) {
        LagGate gate = LagGate.of(request);
        return loop.submit(situation -> {
            TopicSelection selection =
                    TopicSelection.of(situation.image(), request.link(), request.topics(), request.topicRegex());
            List<String> initiated = new ArrayList<>();
            List<TopicProblem> errors = new ArrayList<>(selection.unknown());
            List<StateRecord> records = new ArrayList<>();
            for (MirrorTopic topic : selection.topics()) {
                Optional<Problem> refusal = refusal(situation, topic, gate);
                refusal.ifPresent(problem -> errors.add(new TopicProblem(topic.topic(), problem)));
                if (refusal.isEmpty()) {
                    initiated.add(topic.topic());
                    records.add(StateRecord.of(started(topic, request, situation.nowMs())));
                }
            }
            return new Decision<>(request.dryRun() ? List.of() : records, new InitiateResponse(initiated, errors));
        });
    }

    private static MirrorTopic started(MirrorTopic topic, InitiateRequest request, long nowMs) {
        Integer seconds = request.migrationTimeoutSeconds();
        long timeoutMs =
                (seconds == null ? InitiateRequest.MIGRATION_TIMEOUT_SECONDS_DEFAULT : (long) seconds) * MS_PER_SECOND;
        Attempt attempt = new Attempt(topic.attempts() + 1, nowMs, nowMs + timeoutMs);
        return topic.withAttempt(((Migration.Proxy) topic.migration()).toCatchingUp(attempt));
    }

    private Optional<Problem> refusal(Situation situation, MirrorTopic topic, LagGate gate) {
        Optional<Problem> state = StateGate.initiating(topic)
                .or(() -> LinkWatch.isPaused(situation.image(), topic.link())
                        ? Optional.of(StateGate.paused(topic))
                        : Optional.empty());
        if (state.isPresent()) {
            return state;
        }
        Optional<Problem> growing = links.scan(topic.link()).flatMap(scan -> StateGate.growing(topic, scan));
        if (growing.isPresent()) {
            return growing;
        }
        return gate.refusal(
                TopicFigures.topic(topic, situation.members(), links.circumstances(situation.image(), topic)));
    }

    public CompletableFuture<AbortResponse> abort(AbortRequest request) {
        return loop.submit(situation -> {
            TopicSelection selection =
                    TopicSelection.of(situation.image(), request.link(), request.topics(), request.topicRegex());
            List<String> aborted = new ArrayList<>();
            List<TopicProblem> errors = new ArrayList<>(selection.unknown());
            List<StateRecord> records = new ArrayList<>();
            for (MirrorTopic topic : selection.topics()) {
                if (topic.migration() instanceof Migration.Migrating migrating) {
                    aborted.add(topic.topic());
                    records.add(
                            StateRecord.of(topic.withOutcome(migrating.toProxy(), "aborted", "aborted by request")));
                } else if (selection.isNamed(topic)) {
                    errors.add(new TopicProblem(topic.topic(), StateGate.aborting(topic)));
                }
            }
            return new Decision<>(records, new AbortResponse(aborted, errors));
        });
    }
}
