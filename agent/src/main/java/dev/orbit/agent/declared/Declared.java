// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.declared;

import dev.orbit.agent.state.LinkDocument;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.StateImage;
import dev.orbit.schemas.TopicMappingSpec;
import dev.orbit.schemas.TopicMatching;
import java.util.Objects;
import java.util.Optional;

/** What is declared of a topic or a link. Pure. */
public final class Declared {

    private Declared() {}

    /** The mapping that holds a topic: the first that matches its source, and gives the mirror this name. */
    public static Optional<TopicMappingSpec> holder(StateImage image, MirrorTopic topic) {
        if (!image.links().containsKey(topic.link())) {
            return Optional.empty();
        }
        return Matching.of(image)
                .first(topic.link(), topic.sourceTopic())
                .filter(mapping ->
                        Objects.equals(TopicMatching.destination(mapping, topic.sourceTopic()), topic.topic()));
    }

    /** Whether any mapping holds a topic. */
    public static boolean isHeld(StateImage image, MirrorTopic topic) {
        return holder(image, topic).isPresent();
    }

    /** Whether a topic's producers are to be forwarded. */
    public static boolean isProxied(StateImage image, MirrorTopic topic) {
        return isProxied(image, topic.link(), holder(image, topic));
    }

    /** Whether the producers of a topic that a mapping of this link holds are to be forwarded. */
    public static boolean isProxied(StateImage image, String link, TopicMappingSpec mapping) {
        return isProxied(image, link, Optional.of(mapping));
    }

    /** What the mapping says, or else the link; a link without proxy credentials proxies nothing. */
    private static boolean isProxied(StateImage image, String link, Optional<TopicMappingSpec> mapping) {
        LinkDocument document = image.links().get(link);
        if (document == null || document.spec().autoMigrationSourceClusterCredentials() == null) {
            return false;
        }
        Boolean ofLink = document.spec().autoMigration().enable();
        return mapping.map(holder -> holder.autoMigration().enable()).orElse(Boolean.TRUE.equals(ofLink));
    }

    /** Whether Orbit is to let go of a topic as it is. */
    public static boolean isLetGo(StateImage image, MirrorTopic topic) {
        return holder(image, topic)
                .filter(TopicMappingSpec::irreversibleDisableOrbitManagement)
                .isPresent();
    }

    /** Whether a mirror topic is deleted once its source topic is gone. */
    public static boolean followsDeletion(StateImage image, MirrorTopic topic) {
        return topic.isThere()
                && topic.topicId() != null
                && holder(image, topic)
                        .filter(TopicMappingSpec::followSourceDeletion)
                        .isPresent();
    }

    /** Whether nothing is mirrored over a link, and nothing made ready for that. */
    public static boolean isPaused(StateImage image, String link) {
        LinkDocument document = image.links().get(link);
        return document != null && document.spec().isPaused();
    }

    /** Whether a link leads to the cluster that a topic is a copy from; one that was pointed elsewhere does not. */
    public static boolean leadsToSource(LinkDocument link, MirrorTopic topic) {
        return topic.sourceClusterId().equals(link.sourceClusterId());
    }
}
