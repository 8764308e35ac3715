// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.request;

import dev.orbit.agent.coordinator.topic.ProxyEnablement;
import dev.orbit.agent.declared.SourceHolders;
import dev.orbit.agent.declared.SourceHolders.Holder;
import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.StateImage;
import dev.orbit.schemas.ChangesResponse.TopicEffect;
import dev.orbit.schemas.MigrationState;
import dev.orbit.schemas.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which topics have their producers forwarded after a batch of changes, of those that are in REJECT before and enabled after
 * it. It is settled once every other effect is known: of mirrors of one source topic one holds it, as {@link ProxyEnablement}
 * has it.
 */
final class ProxyEffects {

    private final List<Candidate> candidates = new ArrayList<>();

    /** How soon a topic can be proxied: those that are there are, before others are adopted or created. */
    private enum Readiness {
        THERE,
        ADOPTED,
        TO_BE_CREATED
    }

    /** @param isAsked whether it is the batch that has it enabled; the others waited before */
    private record Candidate(
            String clusterId, String sourceTopic, String link, String topic, Readiness readiness, boolean isAsked) {}

    /** A topic that is enabled after the batch. */
    void known(MirrorTopic topic, boolean isAsked) {
        if (topic.migration() instanceof Migration.Reject && ProxyEnablement.canBeProxied(topic)) {
            Readiness readiness = topic.isThere() ? Readiness.THERE : Readiness.TO_BE_CREATED;
            add(topic, topic.link(), readiness, isAsked);
        }
    }

    /** A topic that is adopted by this link, and enabled. */
    void adopted(MirrorTopic topic, String link) {
        if (ProxyEnablement.canBeProxied(topic)) {
            add(topic, link, topic.isThere() ? Readiness.ADOPTED : Readiness.TO_BE_CREATED, true);
        }
    }

    private void add(MirrorTopic topic, String link, Readiness readiness, boolean isAsked) {
        candidates.add(
                new Candidate(topic.sourceClusterId(), topic.sourceTopic(), link, topic.topic(), readiness, isAsked));
    }

    /** A topic that is newly matched, and enabled. */
    void matched(String clusterId, String sourceTopic, String link, String topic) {
        candidates.add(new Candidate(clusterId, sourceTopic, link, topic, Readiness.TO_BE_CREATED, true));
    }

    /**
     * Raises topics to PROXY.
     *
     * @param before the state before the batch
     * @param effects by topic, without PROXY for what is not in PROXY before; changed here
     * @return warnings, of each topic that the batch enables and whose producers are refused all the same
     */
    List<Problem> settle(StateImage before, Map<String, TopicEffect> effects) {
        SourceHolders holders = new SourceHolders();
        before.topics().values().forEach(topic -> hold(holders, topic, effects.get(topic.topic())));
        List<Problem> warnings = new ArrayList<>();
        candidates.sort(Comparator.comparing(Candidate::readiness).thenComparing(Candidate::topic));
        for (Candidate wanting : candidates) {
            Optional<Holder> holder =
                    holders.take(wanting.clusterId(), wanting.sourceTopic(), wanting.link(), wanting.topic());
            if (holder.isEmpty()) {
                effects.compute(wanting.topic(), (topic, effect) -> proxied(wanting, effect));
            } else if (wanting.isAsked()) {
                warnings.add(refused(wanting, holder.get()));
            }
        }
        return warnings;
    }

    private static void hold(SourceHolders holders, MirrorTopic topic, @Nullable TopicEffect effect) {
        if (effect != null && effect.to() == MigrationState.COMPLETE) {
            holders.add(topic, true);
        } else if (SourceHolders.isHolding(topic) && (effect == null || effect.to() != MigrationState.REJECT)) {
            holders.add(topic);
        }
    }

    private static TopicEffect proxied(Candidate wanting, @Nullable TopicEffect known) {
        return known == null
                ? new TopicEffect(
                        wanting.link(),
                        wanting.sourceTopic(),
                        wanting.topic(),
                        MigrationState.REJECT,
                        MigrationState.PROXY,
                        "proxied")
                : new TopicEffect(
                        known.link(),
                        known.sourceTopic(),
                        known.topic(),
                        known.from(),
                        MigrationState.PROXY,
                        known.effect());
    }

    private static Problem refused(Candidate wanting, Holder holder) {
        return new Problem(
                "proxied_elsewhere",
                "topic " + wanting.topic() + " refuses its producers: " + holder.reason() + ".",
                null,
                holder.remedy(wanting.topic()));
    }
}
