// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.request;

import dev.orbit.agent.coordinator.core.CoordinatorLoop;
import dev.orbit.agent.coordinator.core.Decision;
import dev.orbit.agent.coordinator.core.Situation;
import dev.orbit.agent.coordinator.core.TopicFigures;
import dev.orbit.agent.coordinator.link.LinkWatch;
import dev.orbit.agent.coordinator.topic.ProxyEnablement;
import dev.orbit.agent.declared.Declared;
import dev.orbit.agent.declared.SourceHolders;
import dev.orbit.agent.migration.MigrationSteps;
import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.Migration.Attempt;
import dev.orbit.agent.state.Migration.Migrating;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.schemas.AbortRequest;
import dev.orbit.schemas.AbortResponse;
import dev.orbit.schemas.InitiateRequest;
import dev.orbit.schemas.InitiateResponse;
import dev.orbit.schemas.Problem;
import dev.orbit.schemas.Snapshot;
import dev.orbit.schemas.TopicProblem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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
            List<MirrorTopic> starting = new ArrayList<>();
            List<TopicProblem> errors = new ArrayList<>(selection.unknown());
            SourceHolders holders = SourceHolders.of(situation.image());
            for (MirrorTopic topic : selection.topics()) {
                refusal(situation, holders, topic, gate)
                        .ifPresentOrElse(
                                problem -> errors.add(new TopicProblem(topic.topic(), problem)),
                                () -> starting.add(topic));
            }
            if (request.flipsTogether() && !errors.isEmpty()) {
                List<String> refused = errors.stream().map(TopicProblem::topic).toList();
                starting.forEach(topic ->
                        errors.add(new TopicProblem(topic.topic(), StateGate.notWithoutOthers(topic, refused))));
                starting.clear();
            }
            if (request.flipsTogether()) {
                StateGate.tooManyTogether(starting.size()).ifPresent(problem -> {
                    throw new RefusedException(LagGate.BAD_REQUEST, problem);
                });
            }
            List<String> names = starting.stream().map(MirrorTopic::topic).toList();
            List<MirrorTopic> started = starting.stream()
                    .map(topic -> started(situation, topic, request, request.flipsTogether() ? names : List.of()))
                    .toList();
            List<List<MirrorTopic>> wholes = request.flipsTogether()
                    ? List.of(started)
                    : started.stream().map(List::of).toList();
            return Decision.ofTopics(request.dryRun() ? List.of() : wholes, new InitiateResponse(names, errors));
        });
    }

    private MirrorTopic started(
            Situation situation, MirrorTopic topic, InitiateRequest request, List<String> together) {
        Attempt attempt = attempt(topic.attempts() + 1, request, situation.nowMs(), together);
        return topic.withAttempt(
                ((Migration.Proxy) topic.migration()).toCatchingUp(attempt), lag(figures(situation, topic)));
    }

    static Attempt attempt(int number, InitiateRequest request, long nowMs, List<String> together) {
        Integer seconds = request.migrationTimeoutSeconds();
        long timeoutMs =
                (seconds == null ? InitiateRequest.MIGRATION_TIMEOUT_SECONDS_DEFAULT : (long) seconds) * MS_PER_SECOND;
        return new Attempt(number, nowMs, nowMs + timeoutMs, together);
    }

    private static @Nullable String lag(Snapshot.Topic figures) {
        Long records = figures.offsetLag();
        Double seconds = figures.timeLagSeconds();
        return records == null || seconds == null ? null : MigrationSteps.lag(records, seconds) + " at its start";
    }

    private Snapshot.Topic figures(Situation situation, MirrorTopic topic) {
        return TopicFigures.topic(topic, situation.members(), links.circumstances(situation.image(), topic));
    }

    private Optional<Problem> refusal(Situation situation, SourceHolders holders, MirrorTopic topic, LagGate gate) {
        Optional<Problem> state = ProxyEnablement.holder(holders, situation.image(), topic)
                .map(holder -> StateGate.waiting(topic, holder))
                .or(() -> StateGate.initiating(topic))
                .or(() -> Declared.isPaused(situation.image(), topic.link())
                        ? Optional.of(StateGate.paused(topic))
                        : Optional.empty());
        if (state.isPresent()) {
            return state;
        }
        Optional<Problem> growing = links.scan(topic.link()).flatMap(scan -> StateGate.growing(topic, scan));
        if (growing.isPresent()) {
            return growing;
        }
        return gate.refusal(figures(situation, topic));
    }

    public CompletableFuture<AbortResponse> abort(AbortRequest request) {
        return loop.submit(situation -> {
            TopicSelection selection =
                    TopicSelection.of(situation.image(), request.link(), request.topics(), request.topicRegex());
            Map<String, MirrorTopic> aborted = new LinkedHashMap<>();
            List<TopicProblem> errors = new ArrayList<>(selection.unknown());
            for (MirrorTopic topic : selection.topics()) {
                if (topic.migration() instanceof Migrating migrating) {
                    aborted.put(topic.topic(), aborted(topic, migrating, "aborted by request"));
                } else if (selection.isNamed(topic)) {
                    errors.add(new TopicProblem(topic.topic(), StateGate.aborting(topic)));
                }
            }
            List<List<MirrorTopic>> wholes = withThem(situation, aborted);
            return Decision.ofTopics(wholes, new AbortResponse(List.copyOf(aborted.keySet()), errors));
        });
    }

    private static MirrorTopic aborted(MirrorTopic topic, Migrating migrating, String reason) {
        return topic.withOutcome(migrating.toProxy(), "aborted", reason);
    }

    /** What flips together goes back together, in one write. */
    private static List<List<MirrorTopic>> withThem(Situation situation, Map<String, MirrorTopic> aborted) {
        Map<String, MirrorTopic> topics = situation.image().topics();
        List<List<MirrorTopic>> wholes = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (String name : List.copyOf(aborted.keySet())) {
            MirrorTopic named = topics.get(name);
            List<String> together = named != null && named.migration() instanceof Migrating migrating
                    ? migrating.attempt().together()
                    : List.of();
            for (String other : together) {
                MirrorTopic topic = topics.get(other);
                if (topic != null && topic.migration() instanceof Migrating migrating) {
                    aborted.putIfAbsent(
                            other, aborted(topic, migrating, "aborted together with topic " + name + ", by request"));
                }
            }
            wholes.add(Stream.concat(Stream.of(name), together.stream())
                    .filter(seen::add)
                    .map(aborted::get)
                    .filter(Objects::nonNull)
                    .toList());
        }
        return wholes;
    }
}
