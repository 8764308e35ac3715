// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.request;

import dev.orbit.agent.coordinator.core.CoordinatorLoop;
import dev.orbit.agent.coordinator.core.Decision;
import dev.orbit.agent.coordinator.core.Situation;
import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.Migration.Attempt;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.schemas.FailoverRequest;
import dev.orbit.schemas.FailoverResponse;
import dev.orbit.schemas.Problem;
import dev.orbit.schemas.TopicProblem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Predicate;

/** Begins, on request, to open mirror topics without their source. */
public final class Failovers {

    private static final int BAD_REQUEST = 400;

    /** How long the mirror may take for what producers were told is kept, while the source still seems to be there. */
    private static final long CATCH_UP_MS = 5_000;

    private final CoordinatorLoop loop;
    private final Function<String, Optional<String>> topicId;
    private final Predicate<String> isBeingDeleted;

    /**
     * @param topicId of a destination topic, by name; empty where there is none
     * @param isBeingDeleted by name at the destination: such a topic is not opened
     */
    public Failovers(
            CoordinatorLoop loop, Function<String, Optional<String>> topicId, Predicate<String> isBeingDeleted) {
        this.loop = loop;
        this.isBeingDeleted = isBeingDeleted;
        this.topicId = topicId;
    }

    public CompletableFuture<FailoverResponse> failover(FailoverRequest request) {
        if (!request.dryRun() && !request.acceptDataLoss()) {
            throw new RefusedException(
                    BAD_REQUEST,
                    new Problem(
                            "data_loss_not_accepted",
                            "a failover gives up what the source has beyond what is mirrored, and cannot be undone.",
                            "accept_data_loss",
                            "Look with dry_run which topics it is about, then set accept_data_loss."));
        }
        return loop.submit(situation -> {
            TopicSelection selection = TopicSelection.forFailover(
                    situation.image(), request.link(), request.topics(), request.topicRegex());
            List<String> failingOver = new ArrayList<>();
            List<TopicProblem> errors = new ArrayList<>(selection.unknown());
            List<List<MirrorTopic>> begun = new ArrayList<>();
            for (MirrorTopic topic : selection.topics()) {
                boolean isDone = topic.migration() instanceof Migration.Complete;
                if (isDone && !selection.isNamed(topic)) {
                    continue;
                }
                Optional<Problem> refusal = StateGate.failingOver(topic, topicId.apply(topic.topic()))
                        .or(() -> isBeingDeleted.test(topic.topic())
                                ? Optional.of(StateGate.beingDeleted(topic))
                                : Optional.empty());
                refusal.ifPresent(problem -> errors.add(new TopicProblem(topic.topic(), problem)));
                if (refusal.isEmpty()) {
                    failingOver.add(topic.topic());
                    begun.add(List.of(begun(situation, topic)));
                }
            }
            return Decision.ofTopics(request.dryRun() ? List.of() : begun, new FailoverResponse(failingOver, errors));
        });
    }

    private static MirrorTopic begun(Situation situation, MirrorTopic topic) {
        Attempt attempt = new Attempt(topic.attempts() + 1, situation.nowMs(), situation.nowMs() + CATCH_UP_MS);
        return topic.withResync(null)
                .withAttempt(
                        topic.migration() instanceof Migration.Proxy proxy
                                ? proxy.toFailingOver(attempt)
                                : ((Migration.Reject) topic.migration()).toFailingOver(attempt));
    }
}
