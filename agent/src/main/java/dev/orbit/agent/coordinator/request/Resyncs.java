// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.request;

import dev.orbit.agent.coordinator.core.CoordinatorLoop;
import dev.orbit.agent.coordinator.core.Decision;
import dev.orbit.agent.coordinator.link.LinkWatch;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.Resync;
import dev.orbit.agent.state.StateImage;
import dev.orbit.schemas.Problem;
import dev.orbit.schemas.ResyncRequest;
import dev.orbit.schemas.ResyncResponse;
import dev.orbit.schemas.TopicProblem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Begins, on request, to make mirror topics anew. */
public final class Resyncs {

    private final CoordinatorLoop loop;
    private final LinkWatch links;

    public Resyncs(CoordinatorLoop loop, LinkWatch links) {
        this.loop = loop;
        this.links = links;
    }

    public CompletableFuture<ResyncResponse> resync(ResyncRequest request) {
        return loop.submit(situation -> {
            TopicSelection selection =
                    TopicSelection.of(situation.image(), request.link(), request.topics(), request.topicRegex());
            List<String> resyncing = new ArrayList<>();
            List<TopicProblem> errors = new ArrayList<>(selection.unknown());
            List<List<MirrorTopic>> begun = new ArrayList<>();
            for (MirrorTopic topic : selection.topics()) {
                String topicId = topic.topicId();
                Optional<Problem> refusal = refusal(situation.image(), topic, request.force());
                refusal.ifPresent(problem -> errors.add(new TopicProblem(topic.topic(), problem)));
                if (refusal.isEmpty() && topicId != null) {
                    resyncing.add(topic.topic());
                    begun.add(List.of(topic.withResync(new Resync(topicId, situation.nowMs()))));
                }
            }
            return Decision.ofTopics(request.dryRun() ? List.of() : begun, new ResyncResponse(resyncing, errors));
        });
    }

    private Optional<Problem> refusal(StateImage image, MirrorTopic topic, boolean isForced) {
        return StateGate.resyncing(topic, isForced)
                .or(() -> StateGate.resyncing(
                        topic,
                        image.links().get(topic.link()),
                        links.scan(topic.link()),
                        links.health(topic.link()).error()));
    }
}
