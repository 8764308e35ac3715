// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.provider.agents;

import dev.orbit.schemas.Change;
import dev.orbit.schemas.ChangesResponse.TopicEffect;
import dev.orbit.schemas.TopicMatching;
import dev.orbit.tfplugin.diag.Diagnostic;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Changes, of one object, that wait for the agents' word. Its verdict is confined to whoever judges in {@link PlannedChanges}. */
final class Proposal {

    final String subject;
    final List<Change> changes;

    /** What the user is told; null until it was judged. */
    @Nullable
    List<Diagnostic> verdict;

    private final CompletableFuture<List<Diagnostic>> answer = new CompletableFuture<>();

    Proposal(String subject, List<Change> changes) {
        this.subject = subject;
        this.changes = changes;
    }

    /** Blocks until it was judged. */
    List<Diagnostic> answer() {
        try {
            return answer.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException unexpected ? unexpected : e;
        }
    }

    void answered() {
        answer.complete(Objects.requireNonNull(verdict));
    }

    void failed(Throwable unexpected) {
        answer.completeExceptionally(unexpected);
    }

    void tell(Diagnostic diagnostic) {
        List<Diagnostic> told = verdict == null ? new ArrayList<>() : new ArrayList<>(verdict);
        told.add(diagnostic);
        verdict = told;
    }

    /** The one of several that an effect comes of: the first mapping that takes the topic, else the topic's link. */
    static Proposal behind(TopicEffect effect, List<Proposal> proposals) {
        return proposals.stream()
                .filter(proposal -> proposal.distance(effect) < Integer.MAX_VALUE)
                .min(Comparator.comparingInt(proposal -> proposal.distance(effect)))
                .orElse(proposals.get(0));
    }

    /** Whether it changes a link or one of its mappings. */
    boolean isOverLink(String link) {
        return changes.stream().anyMatch(change -> link(change).equals(link));
    }

    private static String link(Change change) {
        if (change instanceof Change.PutLink put) {
            return put.spec().name();
        }
        if (change instanceof Change.PutTopicMapping put) {
            return put.spec().link();
        }
        return change instanceof Change.DeleteLink delete ? delete.name() : ((Change.DeleteTopicMapping) change).link();
    }

    private int distance(TopicEffect effect) {
        return changes.stream()
                .mapToInt(change -> distance(change, effect))
                .min()
                .orElse(Integer.MAX_VALUE);
    }

    private static int distance(Change change, TopicEffect effect) {
        if (change instanceof Change.PutTopicMapping put) {
            boolean takes =
                    put.spec().link().equals(effect.link()) && TopicMatching.matches(put.spec(), effect.sourceTopic());
            return takes ? Math.min(put.spec().priority(), Integer.MAX_VALUE - 3) : Integer.MAX_VALUE;
        }
        if (change instanceof Change.DeleteTopicMapping delete) {
            boolean held = delete.link().equals(effect.link()) && takes(delete.source(), effect.sourceTopic());
            return held ? Integer.MAX_VALUE - 2 : Integer.MAX_VALUE;
        }
        return link(change).equals(effect.link()) ? Integer.MAX_VALUE - 1 : Integer.MAX_VALUE;
    }

    /** Whether a mapping with this source, a topic or a regex, holds a topic. */
    private static boolean takes(String source, String topic) {
        return source.equals(topic)
                || (TopicMatching.regexError(source).isEmpty() && TopicMatching.matches(source, topic));
    }
}
